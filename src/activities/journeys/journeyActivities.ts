import { ApplicationFailure } from '@temporalio/common';
import { compiles } from '../../content/template.ts';
import { FAILURES } from '../../domain/failures.ts';
import { journeyDispatchId, messageIdOf, SINGLE_KEY } from '../../domain/ids.ts';
import type { Journey, JourneyText } from '../../domain/journeys/journey.ts';
import { clockOf } from '../../domain/live/recipientClock.ts';
import { ruleOf } from '../../domain/topics/topic.ts';
import { qualifiedProfiles } from '../../store/segmentQuery/segmentQuery.ts';
import type { Store } from '../../store/store.ts';
import type { ChunkResult } from '../contract.ts';
import type { PersonActivities, SmsAnswer, SmsInput } from './contract.ts';
import { dispatchOfJourney } from './dispatchOfJourney.ts';
import type { JourneyPorts } from './journeyPorts.ts';
import { admit, journeySteps } from './journeySteps.ts';

/** The activities of journeys. `send` sends the message of a dispatch, as single messages are sent. */
export function journeyActivities({
  store,
  journeys,
  send,
}: {
  readonly store: Store;
  readonly journeys: readonly Journey[];
  readonly send: (dispatchId: string) => Promise<ChunkResult>;
}): PersonActivities {
  const ports = journeyPorts(store);
  const steps = journeySteps(ports);
  return {
    ...steps,

    async leaveJourney(input) {
      const { personId, texts } = input;
      // A text that waits when the person leaves is not sent any more.
      if (texts > 0) await store.dispatches.finish(journeyDispatchId(personId, texts), new Date());
      await steps.leaveJourney(input);
    },

    async sendJourneySms(input) {
      const admission = await admit(input, ports);
      if ('state' in admission) return admission;
      const dispatchId = journeyDispatchId(input.personId, input.ordinal);
      const at = new Date();
      if ((await store.dispatches.get(dispatchId)) === null) {
        await store.dispatches.open(await newDispatch(input, { person: admission.person, now: at }));
      }
      return await sent(dispatchId, { step: input.step, at });
    },
  };

  async function sent(dispatchId: string, { step, at }: { step: string; at: Date }): Promise<SmsAnswer> {
    const result = await send(dispatchId);
    if (result.state === 'later') {
      const { reason, retryAfterMs, resumeAt = null } = result;
      return { state: 'later', reason, retryAfterMs, resumeAt };
    }
    const message = await store.messages.get(messageIdOf(dispatchId, SINGLE_KEY));
    // A message that retention has removed was sent long ago.
    const { status, reason } = message ?? { status: 'accepted' as const, reason: null };
    return { state: 'done', step, at: at.toISOString(), status, reason };
  }

  async function newDispatch(
    { journey: name, text, ordinal, expiresAt }: SmsInput,
    { person, now }: Pick<Parameters<typeof dispatchOfJourney>[0], 'person' | 'now'>,
  ) {
    const journey = journeys.find((one) => one.name === name);
    const worded = journey?.texts[text];
    if (!journey || worded === undefined) throw unavailable(`this worker has no text ${text} of the journey ${name}`);
    const template = await templateOf(worded, journey);
    const account = await store.account.get();
    const group = await store.providerGroups.named(journey.providerGroup);
    if (!group) throw unavailable(`there is no provider group with the name ${journey.providerGroup}`);
    const topic = account.topics.find(({ id }) => id === journey.topic);
    if (journey.topic !== undefined && !topic) throw unavailable(`the account has no topic ${journey.topic}`);
    return dispatchOfJourney({
      journey,
      person,
      template,
      ordinal,
      expiresAt: expiresAt === null ? null : new Date(expiresAt),
      members: group.members,
      topic: topic && ruleOf(topic),
      account,
      now,
    });
  }

  /** Of the saved message as it is now. */
  async function templateOf(text: JourneyText, { startedBy }: Journey): Promise<string> {
    if (typeof text === 'string') return text;
    const { template } = (await store.savedMessages.named(text.savedMessage)) ?? {};
    if (template === undefined) throw unavailable(`there is no saved message with the name ${text.savedMessage}`);
    if (compiles(template, { hasEvent: startedBy !== undefined })) return template;
    throw unavailable(`the saved message ${text.savedMessage} can't be used: it is about an event`);
  }
}

/** What a journey names is not there. The step is repeated until it is. */
const unavailable = (message: string): ApplicationFailure => ApplicationFailure.retryable(message, FAILURES.notFound);

const journeyPorts = (store: Store): JourneyPorts => ({
  journeyPeople: store.journeyPeople,
  journeyEntries: store.journeyEntries,
  journeyWaits: store.journeyWaits,
  journeyStates: store.journeyStates,

  async profile(id) {
    const [stored, account] = await Promise.all([store.profiles.get(id), store.account.get()]);
    if (stored === null) return null;
    return { profile: stored, zone: clockOf(stored, 'profile', account) };
  },

  events: async (profileId, names) => (await store.events.ofProfiles([profileId], names)).get(profileId) ?? [],

  async isInSegment(name, profileId, now) {
    const segment = await store.segments.named(name);
    const resolution = segment && (await store.segments.resolve(segment.condition));
    if (!resolution?.ok) throw unavailable(`there is no usable segment with the name ${name}`);
    const { timeZone: zone } = await store.account.get();
    const query = { now, zone, ids: [profileId], fields: ['_id'] as const, suppressions: store.suppressions };
    for await (const _page of qualifiedProfiles(store.db, resolution.condition, query)) return true;
    return false;
  },
});
