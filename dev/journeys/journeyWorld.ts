import { checkJourneys } from '../../src/activities/journeys/checkJourneys.ts';
import type { PersonActivities, SmsInput } from '../../src/activities/journeys/contract.ts';
import type { JourneyPorts } from '../../src/activities/journeys/journeyPorts.ts';
import { admit, journeySteps } from '../../src/activities/journeys/journeySteps.ts';
import { compileTemplate } from '../../src/content/template.ts';
import { templateContext } from '../../src/content/templateContext.ts';
import type { LastEvent, ProfileEvent } from '../../src/domain/audience/event.ts';
import type { Profile } from '../../src/domain/audience/profile.ts';
import { type JourneyWait, matches } from '../../src/domain/journeys/eventMatch.ts';
import type { Journey, SmsOutcome } from '../../src/domain/journeys/journey.ts';
import type { JourneyPerson, JourneyState } from '../../src/domain/journeys/person.ts';
import { seedOf } from '../../src/domain/journeys/split.ts';
import type { StoredValue } from '../../src/domain/values.ts';
import type { JourneyInput } from '../../src/workflows/journeys/journeyWorkflow.ts';

type Properties = Readonly<Record<string, StoredValue>>;

export interface WorldOptions {
  readonly journey: Journey;
  readonly personId: string;
  /** Changes of the profile, which has a number and the time zone Europe/London. */
  readonly profile?: Partial<Profile> | undefined;
  /** Properties of the event by which the person enters; left out: it has none. */
  readonly event?: Properties | undefined;
  /** The texts of saved messages that the journey uses, by name. */
  readonly savedMessages?: Readonly<Record<string, string>> | undefined;
  readonly enteredAt: Date;
  /** Tells the workflow that an event came that it waits for. */
  readonly report: (watch: number) => Promise<void>;
  /** Is told of each step that the person begins. */
  readonly onStep?: ((step: string, at: Date) => void) | undefined;
  /** Is told why a text was not sent. */
  readonly onUnsent?: ((why: string) => void) | undefined;
  /** What becomes of each text; `later`: it is tried again in a minute. Default: it is accepted. */
  readonly send?: ((to: string, text: string) => Promise<SmsOutcome | 'later'>) | undefined;
}

/** All that a journey needs beside its workflow, for one person, in memory: the activities are the real ones, but for the sending. */
export interface JourneyWorld {
  readonly input: JourneyInput;
  readonly activities: PersonActivities;
  /** The texts that were sent, in order. */
  readonly texts: readonly string[];
  /** As the store has the person. */
  readonly person: () => JourneyPerson;
  /** The names of the segments that the person is in, the state of the journey, and the profile, which may be changed at any time. */
  readonly segments: Set<string>;
  readonly profile: Mutable<Profile>;
  state: JourneyState;
  /** The person does something. `isLost`: the workflow isn't told. */
  record(
    name: string,
    of: { properties?: Properties | undefined; at: Date; isLost?: boolean | undefined },
  ): Promise<void>;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export function journeyWorld(options: WorldOptions): JourneyWorld {
  const { journey, personId, enteredAt, report, send = accept, onStep, onUnsent, savedMessages = {} } = options;
  const profile = { ...PROFILE, ...options.profile };
  const templates = templatesOf(journey, savedMessages);
  checkJourneys([{ ...journey, texts: templates }]);
  const first = {
    _id: 'first',
    name: journey.startedBy?.event ?? 'entered',
    at: enteredAt,
    properties: options.event ?? {},
  };
  const events: ProfileEvent[] = [{ ...first, profileId: profile._id }];
  const waits = new Map<number, JourneyWait>();
  const segments = new Set<string>();
  const texts: string[] = [];
  let person: JourneyPerson = {
    _id: personId,
    journey: journey.name,
    profileId: profile._id,
    key: null,
    event: first,
    status: 'entering',
    step: null,
    stepAt: enteredAt,
    branches: {},
    convertedAt: null,
    taken: [],
    enteredAt,
    endedAt: null,
  };

  const ports: JourneyPorts = {
    journeyPeople: {
      async arrive(_, at) {
        if (person.endedAt !== null) return null;
        if (person.step !== at.step || person.stepAt.getTime() !== at.stepAt.getTime())
          onStep?.(at.step ?? '', at.stepAt);
        person = { ...person, ...at, status: 'active' };
        return person;
      },
      get: async () => person,
      setStatus: async (_, status) => {
        person = { ...person, status };
      },
      take: async (_, taken) => {
        person = { ...person, taken: [...person.taken, taken] };
      },
      end: async (_, { status, step, at, convertedAt }) => {
        person = { ...person, status, step, convertedAt, endedAt: at };
      },
    },
    journeyEntries: { end: async () => undefined },
    journeyWaits: {
      add: async ({ wait }) => void waits.set(wait.watch, wait),
      remove: async ({ watch }) => void waits.delete(watch),
    },
    journeyStates: { get: async (_id) => ({ _id, state: world.state, revision: 1, at: null, by: null }) },
    profile: async () => ({ profile, zone: profile.timeZone ?? 'UTC' }),
    events: async (_, names) => events.filter(({ name }) => names.includes(name)),
    isInSegment: async (name) => segments.has(name),
  };

  const world: JourneyWorld = {
    input: {
      journey: journey.name,
      personId,
      seed: seedOf(journey.name, profile._id),
      since: enteredAt.toISOString(),
    },
    activities: { ...journeySteps(ports), sendJourneySms },
    texts,
    person: () => person,
    segments,
    profile,
    state: 'running',
    async record(name, { properties = {}, at, isLost = false }) {
      const event = { _id: `${events.length}`, profileId: profile._id, name, at, properties };
      events.push(event);
      for (const wait of waits.values()) if (!isLost && matches(event, wait)) await report(wait.watch);
    },
  };
  return world;

  async function sendJourneySms(input: SmsInput): ReturnType<PersonActivities['sendJourneySms']> {
    const admission = await admit(input, ports);
    if ('state' in admission) return admission;
    const outcome = await sent(input);
    if (outcome !== 'later') return { state: 'done', step: input.step, at: input.now, ...outcome };
    return { state: 'later', reason: 'providers_unavailable', retryAfterMs: 60_000, resumeAt: null };
  }

  async function sent({ text: name, expiresAt, now }: SmsInput): Promise<SmsOutcome | 'later'> {
    const skipped = expiresAt !== null && now >= expiresAt ? 'expired' : profile.optedOut ? 'opted_out' : null;
    if (skipped) {
      onUnsent?.(skipped);
      return { status: 'skipped', reason: skipped };
    }
    const lastEvents = new Map<string, LastEvent>(events.map((event) => [event.name, event]));
    const context = templateContext({ profile, lastEvents, event: first, campaignName: journey.name });
    const rendering = compileTemplate(templates[name] ?? '', { hasEvent: true }).render(context);
    if (!rendering.ok) {
      const { reason, detail } = rendering;
      onUnsent?.(`${reason}: ${detail}`);
      return reason === 'aborted' ? { status: 'skipped', reason } : { status: 'failed', reason };
    }
    const outcome = await send(profile.number ?? '', rendering.text);
    if (outcome !== 'later') texts.push(rendering.text);
    return outcome;
  }
}

/** The journey's texts, and those of the saved messages that it uses. */
function templatesOf({ name: journey, texts }: Journey, savedMessages: Readonly<Record<string, string>>) {
  const templates = Object.entries(texts).map(([name, text]) => {
    const template = typeof text === 'string' ? text : savedMessages[text.savedMessage];
    if (template !== undefined) return [name, template];
    const { savedMessage } = text as { savedMessage: string };
    throw new Error(
      `The journey ${journey} uses the saved message "${savedMessage}"; wanted: its text (npm run journey: --saved "${savedMessage}=TEXT"; in a test: savedMessages)`,
    );
  });
  return Object.fromEntries(templates) as Readonly<Record<string, string>>;
}

const accept = async (): Promise<SmsOutcome> => ({ status: 'accepted', reason: null });

const PROFILE: Profile = {
  _id: 'ada',
  phone: '+447700900001',
  number: '+447700900001',
  country: 'GB',
  language: null,
  timeZone: 'Europe/London',
  optedOut: false,
  properties: {},
  createdAt: new Date(0),
  updatedAt: new Date(0),
};
