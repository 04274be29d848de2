import {
  CancellationScope,
  CancelledFailure,
  condition,
  DeterminismViolationError,
  setCurrentDetails,
  setHandler,
  upsertMemo,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { Answer, Ask, Halt, StepInput, Watch } from '../../activities/journeys/contract.ts';
import type { WhereClause } from '../../domain/audience/segment.ts';
import { tooManySteps } from '../../domain/failures.ts';
import { checkClock, checkPersonDate } from '../../domain/journeys/checkTimes.ts';
import { type Duration, milliseconds } from '../../domain/journeys/duration.ts';
import type { JourneyEvent, PersonDate, SmsOutcome, Steps } from '../../domain/journeys/journey.ts';
import type { EndedStatus } from '../../domain/journeys/person.ts';
import { branchOf } from '../../domain/journeys/split.ts';
import { WAIT_REASON_TEXT } from '../../domain/message/waitReason.ts';
import { statusAttribute, waitReasonAttribute } from '../../domain/searchAttributes.ts';
import { personBookkeeping, sendingJourneySms } from '../activities.ts';
import { journeyEventSignal, journeySteeredSignal, leaveSignal, moveOnSignal } from '../messages.ts';
import type { JourneyInput } from './journeyWorkflow.ts';

/** Of one person in one journey: about 20 events each, so that a history stays far below the server's limit. */
const MOST_STEPS = 500;
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** A person who is held is told when the journey goes on; if that is lost, it is found out after this time. */
const HELD_LOOK_MS = 60 * 60_000;

type Over = Extract<Halt, { state: 'over' }>['why'];

interface Pause {
  /** For operators. */
  readonly why: string;
  readonly isOver: () => boolean;
  /** Whether an operator may end it. */
  readonly isMovable: boolean;
  readonly status?: 'active' | 'held';
}

/** The steps of one person, each of which asks the store whether the person may go on. */
export class PersonSteps implements Steps {
  /** What the journey runs in: cancelled when the person leaves it. */
  readonly scope = new CancellationScope();
  readonly #input: JourneyInput;
  readonly #exits: Watch[] = [];
  readonly #goals: Watch[] = [];
  readonly #reported = new Set<number>();
  readonly #branches: Record<string, string> = {};
  #wait: Watch | null = null;
  /** Milliseconds: events count from then on, which is when the previous step ended. */
  #since: number;
  #step = { label: 'begins', at: Date.now() };
  #steps = 0;
  #isInStep = false;
  #texts = 0;
  #watches = 0;
  /** Of the exits: the store has them. */
  #awaited = 0;
  #movedOn = false;
  #steered = 0;
  #over: Over | null = null;

  constructor(input: JourneyInput) {
    this.#input = input;
    this.#since = Date.parse(input.since);
    setHandler(journeyEventSignal, ({ watch } = {}) => {
      if (watch === undefined) return;
      if (this.#exits.some(({ id }) => id === watch)) this.#end('exited');
      else this.#reported.add(watch);
    });
    setHandler(journeySteeredSignal, () => {
      this.#steered += 1;
    });
    setHandler(moveOnSignal, ({ step } = {}) => {
      if (step == null || step === this.#step.label) this.#movedOn = true;
    });
    setHandler(leaveSignal, ({ why } = {}) => this.#end(why ?? 'removed'));
  }

  get hasTooMany(): boolean {
    return this.#steps > MOST_STEPS;
  }

  /** Ends the journey: as the person left it before, or else with `outcome`. */
  async leave(outcome: EndedStatus): Promise<EndedStatus> {
    const ended = this.#over ?? outcome;
    await CancellationScope.nonCancellable(() =>
      personBookkeeping(`the journey is over: ${ended}`).leaveJourney({
        ...this.#where(),
        outcome: ended,
        goals: this.#goals,
        waits: this.#wait ? [this.#wait] : [],
        texts: this.#texts,
      }),
    );
    return ended;
  }

  sendSms(text: string, { expiresIn }: { readonly expiresIn?: Duration } = {}): Promise<SmsOutcome> {
    return this.#take(`sms: ${text}`, async () => {
      const ordinal = this.#texts + 1;
      this.#texts = ordinal;
      const expiresAt = expiresIn === undefined ? null : isoOf(Date.now() + milliseconds(expiresIn));
      for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
        const answer = await this.#unlessHeld(() =>
          // What is being sent is recorded, also when the person leaves at this moment.
          CancellationScope.nonCancellable(() =>
            sendingJourneySms(text).sendJourneySms({ ...this.#where(), text, ordinal, expiresAt }),
          ),
        );
        if (answer.state === 'done') {
          this.#checkRecorded(answer);
          this.#since = Date.parse(answer.at);
          return { status: answer.status, reason: answer.reason };
        }
        const { reason, resumeAt, retryAfterMs } = answer;
        const pause = resumeAt === null ? Math.max(wait, retryAfterMs) : Date.parse(resumeAt) - Date.now();
        const why = `the text ${text} waits: ${WAIT_REASON_TEXT[reason]}`;
        await this.#pause(pause, { why, isOver: () => false, isMovable: false });
      }
    });
  }

  waitForEvent({
    within,
    ...match
  }: JourneyEvent & { readonly within: Duration }): Promise<{ readonly at: Date } | null> {
    return this.#take(`wait: ${match.event}`, async () => {
      const since = isoOf(this.#since);
      const end = this.#step.at + milliseconds(within);
      const until = isoOf(end);
      const wait = this.#watch(match, since);
      this.#wait = wait;
      let answer = await this.#ask({ kind: 'wait', wait, until });
      for (let isLast = false; answer.at === null && !isLast; ) {
        const isReported = () => this.#reported.has(wait.id);
        const why = `waits for ${match.event}`;
        isLast = !(await this.#pause(end - Date.now(), { why, isOver: isReported, isMovable: true }));
        this.#reported.delete(wait.id);
        answer = await this.#ask({ kind: 'look', wait, until, isLast });
      }
      this.#wait = null;
      if (answer.at === null) {
        this.#since = Math.min(end, Date.now());
        return null;
      }
      this.#since = Date.parse(answer.at);
      return { at: new Date(answer.at) };
    });
  }

  sleepFor(duration: Duration): Promise<void> {
    return this.#take(`sleep: ${duration}`, async () => {
      await this.#ask({ kind: 'arrive' });
      await this.#sleepUntil(this.#step.at + milliseconds(duration));
    });
  }

  sleepUntilLocal(time: string, { days }: { readonly days?: readonly string[] } = {}): Promise<void> {
    checkClock(time);
    return this.#take(`until: ${[...(days ?? []), time].join(' ')}`, async () => {
      const from = isoOf(this.#step.at);
      // The zone may have changed in the meantime.
      for (;;) {
        const { at } = await this.#ask({ kind: 'local', time, days: days ?? null, from });
        if (at === null || Date.parse(at) <= Date.now() || !(await this.#sleepUntil(Date.parse(at)))) return;
      }
    });
  }

  sleepUntilDate(date: PersonDate): Promise<'reached' | 'passed' | 'absent'> {
    checkPersonDate(date);
    const { of, property, before, after, at: time } = date;
    const offset = [before && `${before} before`, after && `${after} after`].filter(Boolean);
    const label = ['date:', ...offset, `${of}.${property}`, ...(time ? [time] : [])].join(' ');
    return this.#take(label, async () => {
      // The date may have changed in the meantime.
      for (let hasSlept = false; ; hasSlept = true) {
        const { at } = await this.#ask({ kind: 'date', date });
        if (at === null) return 'absent';
        if (Date.parse(at) <= Date.now()) return hasSlept ? 'reached' : 'passed';
        if (!(await this.#sleepUntil(Date.parse(at)))) return 'reached';
      }
    });
  }

  inSegment(name: string): Promise<boolean> {
    return this.#take(`segment: ${name}`, async () => (await this.#ask({ kind: 'segment', name })).holds);
  }

  profile(test: WhereClause): Promise<boolean> {
    return this.#take(`profile: ${test.property}`, async () => (await this.#ask({ kind: 'profile', test })).holds);
  }

  split<Branch extends string>(name: string, weights: Readonly<Record<Branch, number>>): Branch {
    const branch = branchOf({ name, weights, seed: this.#input.seed });
    this.#branches[name] = branch;
    return branch;
  }

  exitWhen(match: JourneyEvent): void {
    this.#exits.push(this.#watch(match, isoOf(this.#since)));
  }

  goal(match: JourneyEvent): void {
    this.#goals.push(this.#watch(match, isoOf(this.#since)));
  }

  #watch({ event, where, same }: JourneyEvent, since: string): Watch {
    this.#watches += 1;
    return { id: this.#watches, event, since, ...(where && { where }), ...(same && { same }) };
  }

  /** One step. */
  async #take<Result>(label: string, step: () => Promise<Result>): Promise<Result> {
    if (this.#over !== null) throw new CancelledFailure('the person has left the journey');
    if (this.#isInStep)
      throw new TypeError(`${label} begins before ${this.#step.label} has ended; wanted: await each step`);
    this.#steps += 1;
    if (this.hasTooMany) throw tooManySteps(MOST_STEPS);
    this.#step = { label, at: Date.now() };
    this.#movedOn = false;
    this.#isInStep = true;
    try {
      return await step();
    } finally {
      this.#isInStep = false;
    }
  }

  async #ask(ask: Ask): Promise<Extract<Answer, { state: 'go' }>> {
    const { label } = this.#step;
    const answer = await this.#unlessHeld(() => personBookkeeping(label).journeyStep({ ...this.#where(), ask }));
    this.#checkRecorded(answer);
    return answer;
  }

  /** Temporal compares only that a step has asked the store, not which one. Throws if the code takes another step than the one that is in the history. */
  #checkRecorded({ step }: { readonly step: string }): void {
    const { label } = this.#step;
    if (identityOf(step) === identityOf(label)) return;
    throw new DeterminismViolationError(
      `the journey comes to "${label}" where this person has come to "${step}"; wanted: the same steps, or a patch (docs/journeys.md)`,
    );
  }

  /** What `call` answers once the journey isn't paused; throws if the person is to leave. */
  async #unlessHeld<T extends { readonly state: string }>(call: () => Promise<T>): Promise<Exclude<T, Halt>> {
    for (;;) {
      const steered = this.#steered;
      const exits = this.#exits.length;
      const answer = await call();
      this.#awaited = exits;
      if (answer.state === 'over') {
        this.#end((answer as unknown as Extract<Halt, { state: 'over' }>).why);
        throw new CancelledFailure('the person has left the journey');
      }
      if (answer.state !== 'held') return answer as Exclude<T, Halt>;
      const isOver = () => this.#steered !== steered;
      await this.#pause(HELD_LOOK_MS, { why: 'the journey is paused', isOver, isMovable: false, status: 'held' });
    }
  }

  /** Returns whether the time has come; false: somebody has moved the person on. Events count from then on. */
  async #sleepUntil(at: number): Promise<boolean> {
    await this.#pause(at - Date.now(), { why: 'sleeps', isOver: () => false, isMovable: true });
    this.#since = Math.min(at, Date.now());
    return !this.#movedOn;
  }

  /** Waits until `isOver`, and at most so long; where the pause is movable, not after somebody was moved on. Returns whether `isOver`. */
  async #pause(ms: number, of: Pause): Promise<boolean> {
    const { why, isOver, isMovable, status = 'active' } = of;
    if (ms > 0 && !isOver()) {
      this.#show(why, status, Date.now() + ms);
      const mayEnd = () => isOver() || (isMovable && this.#movedOn);
      await condition(mayEnd, Math.ceil(ms), { summary: why });
    }
    return isOver();
  }

  /** For operators, in the Web UI. */
  #show(why: string, status: string, until: number): void {
    const { label, at } = this.#step;
    upsertSearchAttributes([
      { key: statusAttribute, value: status },
      { key: waitReasonAttribute, value: label },
    ]);
    upsertMemo({ step: label, since: isoOf(at), why, until: isoOf(until) });
    setCurrentDetails(`**${label}** since ${isoOf(at)}: ${why}, until ${isoOf(until)} at the latest`);
  }

  #where(): StepInput {
    const { journey, personId } = this.#input;
    const { label, at } = this.#step;
    return {
      journey,
      personId,
      step: label,
      stepAt: isoOf(at),
      now: isoOf(Date.now()),
      branches: this.#branches,
      exits: this.#exits,
      awaited: this.#awaited,
    };
  }

  #end(why: Over): void {
    this.#over ??= why;
    this.scope.cancel();
  }
}

/** What makes it the same step. How long a sleep is may change. */
const identityOf = (label: string): string => /^(sleep|until|date):/.exec(label)?.[1] ?? label;

const isoOf = (milliseconds: number): string => new Date(milliseconds).toISOString();
