import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from '../../domain/account/account.ts';
import type { LiveCampaign } from '../../domain/campaign/campaign.ts';
import type { EndPhase } from '../../domain/campaign/status.ts';
import { STORED_WITHIN_MS } from '../../domain/live/trigger.ts';
import { addCounts, NO_MESSAGES, totalOf } from '../../domain/message/counts.ts';
import { SIZES } from '../../domain/message/dispatch.ts';
import { campaignQuotas } from '../../domain/message/quotaDefinition.ts';
import type { WaitReason } from '../../domain/message/waitReason.ts';
import { shownName } from '../../domain/provider/sandbox.ts';
import { toLocalDate } from '../../domain/schedule/localTime.ts';
import type { OpenBatch } from '../../store/liveStates.ts';
import type { Store } from '../../store/store.ts';
import type { ChunkInput, ChunkResult, LiveInput, LiveResult } from '../contract.ts';
import { fullQuotas } from '../sending/limits/fullQuotas.ts';
import { completeCut, cutDue, hourOf } from './cutDue.ts';
import { dayZoneOf, digestOf, finishRuns } from './dayRuns.ts';
import { liveCampaign, OvertakenError, Pump } from './pump.ts';

/** How long one execution of the activity lasts at most, as long as there is something to do. */
const BUDGET_MS = 60_000;
const LINGER_MS = 5000;
/** How often it looks then; rarer where looking takes long. */
const POLL_MS = 200;
const POLL_SHARE = 10;
/** Batches that wait for hours, lost answers or other workers. With more, none is cut until they are done. */
const MOST_OPEN = 200;

/** Everything that waits stops the execution, because it concerns the triggers that follow as well. */
const CONCERNS_ALL: readonly WaitReason[] = ['providers_unavailable', 'limits', 'interrupted'];

export interface LiveContext {
  readonly store: Store;
  readonly signal: AbortSignal;
  /** Sends a chunk, as the activity of that name does. */
  readonly sendChunk: (input: ChunkInput) => Promise<ChunkResult>;
  /** How long it looks for further triggers after the last one, since more usually follow; milliseconds. Default: 5,000. */
  readonly lingerMs?: number;
  readonly now?: () => Date;
}

/**
 * Moves triggers of a live campaign that are due into batches and sends those, until nothing is due for a while. Can be repeated, and run twice at once: whoever
 * begins last takes over, and the others end.
 */
export async function sendLive(input: LiveInput, context: LiveContext): Promise<LiveResult> {
  try {
    return await new LiveSending(input, context, await Pump.begin(context.store, input.campaignId)).run();
  } catch (error) {
    if (!(error instanceof OvertakenError)) throw error;
    return await resultOf({ state: 'later', reason: 'taken_over', retryAfterMs: 1000 }, input.campaignId, context);
  }
}

type Outcome = Pick<LiveResult, 'state'> & Partial<LiveResult>;

class LiveSending {
  readonly #input: LiveInput;
  readonly #context: LiveContext;
  readonly #pump: Pump;
  readonly #startedAt = Date.now();
  #workedAt: number | null = null;

  constructor(input: LiveInput, context: LiveContext, pump: Pump) {
    this.#input = input;
    this.#context = context;
    this.#pump = pump;
  }

  async run(): Promise<LiveResult> {
    const { store } = this.#context;
    await completeCut(this.#pump, store, this.#now());
    for (;;) {
      const outcome = (await this.#step()) ?? (this.#isOverBudget ? WAITING : null);
      if (outcome) return await resultOf(outcome, this.#pump.campaignId, this.#context);
    }
  }

  /** Sends what is open and cuts what is due, or waits a moment. Returns how the execution ends; null: it goes on. */
  async #step(): Promise<Outcome | null> {
    const { store, signal } = this.#context;
    if (signal.aborted) return INTERRUPTED;
    const [campaign, account] = await Promise.all([liveCampaign(store, this.#pump.campaignId), store.account.get()]);
    await this.#beginDay(toLocalDate(this.#now(), dayZoneOf(campaign, account)));
    await this.#lookAgainAfterEdit(campaign, account);
    const stopped = await this.#sendOpen();
    if (stopped) return stopped;
    if (await this.#hasTooManyErrors(campaign)) return { state: 'errors' };
    if (await this.#isTotalReached(campaign)) return this.#hasOpen ? WAITING : OVER;
    const now = this.#now();
    const approvedAt = this.#input.approvedAt === undefined ? null : new Date(this.#input.approvedAt);
    const began = Date.now();
    const cut =
      this.#pump.state.batches.length >= MOST_OPEN
        ? { done: 0, isHeld: false }
        : await cutDue({ pump: this.#pump, store, campaign, account, now, approvedAt });
    if (cut.done > 0) {
      this.#workedAt = Date.now();
      return null;
    }
    if (cut.isHeld) return { state: 'held', heldHour: hourOf(now).toISOString() };
    await finishRuns(this.#pump, store, { today: { campaign, account, now } });
    if (await this.#isOver(campaign, now)) return OVER;
    if (this.#workedAt === null || Date.now() - this.#workedAt >= (this.#context.lingerMs ?? LINGER_MS)) return WAITING;
    await sleep(Math.max(POLL_MS, POLL_SHARE * (Date.now() - began)), undefined, { signal }).catch(() => undefined);
    return null;
  }

  /** An edit of the campaign, or another time zone of the account, may have what waits due earlier. */
  async #lookAgainAfterEdit({ _id, when }: LiveCampaign, { timeZone, zoneFromNumber }: Account): Promise<void> {
    const rules = digestOf({ when, timeZone, zoneFromNumber });
    const { rules: before } = this.#pump.state;
    if (before === rules) return;
    if (before !== undefined) await this.#context.store.triggers.lookAgainAtAll(_id, this.#now());
    await this.#pump.write({ rules });
  }

  /** Sends the batches that have recipients without a message and may be tried now. */
  async #sendOpen(): Promise<Outcome | null> {
    for (const open of this.#pump.state.batches) {
      if (open.notBefore !== undefined && open.notBefore > this.#now()) continue;
      const result = await this.#send(open);
      if (result.state === 'later' && CONCERNS_ALL.includes(result.reason)) {
        return { state: 'later', reason: result.reason, retryAfterMs: result.retryAfterMs };
      }
      this.#workedAt = Date.now();
    }
    return null;
  }

  async #send({ batchId }: OpenBatch): Promise<ChunkResult> {
    const dispatchId = batchId.slice(0, batchId.lastIndexOf('/'));
    const result = await this.#context.sendChunk({ dispatchId, batchId, offset: 0, limit: SIZES.chunk });
    const others = this.#pump.state.batches.filter((one) => one.batchId !== batchId);
    if (result.state === 'done') {
      const { today, inAll } = this.#pump.state;
      await this.#pump.write({
        batches: others,
        today: { ...today, messages: addCounts(today.messages, result.counts) },
        inAll: addCounts(inAll, result.counts),
      });
    } else if (!CONCERNS_ALL.includes(result.reason)) {
      const notBefore = new Date(
        result.resumeAt === undefined ? this.#now().getTime() + result.retryAfterMs : Date.parse(result.resumeAt),
      );
      await this.#pump.write({ batches: [...others, { batchId, notBefore }] });
    }
    return result;
  }

  async #beginDay(day: string): Promise<void> {
    if (this.#pump.state.today.day !== day)
      await this.#pump.write({ today: { day, messages: NO_MESSAGES, dropped: {} } });
  }

  async #hasTooManyErrors({ pauseOnErrors }: LiveCampaign): Promise<boolean> {
    if (pauseOnErrors === undefined) return false;
    const { inAll } = this.#pump.state;
    const failed = inAll.failed - this.#input.errorBaseline.failed;
    const done = totalOf(inAll) - this.#input.errorBaseline.done;
    return done >= pauseOnErrors.minMessages && 100 * failed >= pauseOnErrors.percent * done;
  }

  async #isTotalReached({ _id: campaignId, limits }: LiveCampaign): Promise<boolean> {
    if (limits.total === undefined) return false;
    const [total] = campaignQuotas({ campaignId, runId: '', limits: { total: limits.total } });
    if (!total) return false;
    const full = await fullQuotas(
      [{ key: total.key, limit: total.limit, expiresAt: null }],
      this.#context.store.quotas,
    );
    return full.some(({ final }) => final);
  }

  async #isOver({ _id, end, cutOff }: LiveCampaign, now: Date): Promise<boolean> {
    if (this.#hasOpen) return false;
    if (cutOff !== undefined && now >= new Date(cutOff)) return true;
    return end !== undefined && now >= overAt(end) && (await this.#context.store.triggers.waiting(_id)) === 0;
  }

  get #hasOpen(): boolean {
    return this.#pump.state.batches.length > 0;
  }

  get #isOverBudget(): boolean {
    return Date.now() - this.#startedAt > BUDGET_MS;
  }

  #now(): Date {
    return (this.#context.now ?? (() => new Date()))();
  }
}

/** When a campaign may be over: an event from before its end may still be being stored. */
const overAt = (end: string): Date => new Date(Date.parse(end) + STORED_WITHIN_MS);

const WAITING: Outcome = { state: 'waiting' };
const OVER: Outcome = { state: 'over' };
const INTERRUPTED: Outcome = { state: 'later', reason: 'interrupted', retryAfterMs: 0 };

/** With what an operator sees of the campaign, and when something is due again. */
async function resultOf(
  outcome: Outcome,
  campaignId: string,
  { store, now = () => new Date() }: LiveContext,
): Promise<LiveResult> {
  const [campaign, account, state, waiting, nextDueAt] = await Promise.all([
    liveCampaign(store, campaignId),
    store.account.get(),
    store.liveStates.get(campaignId),
    store.triggers.waiting(campaignId),
    store.triggers.nextDueAt(campaignId),
  ]);
  const at = now();
  const { end, cutOff, limits, sandbox, when } = campaign;
  const ends = [
    ...(end === undefined ? [] : [new Date(end), overAt(end)]),
    ...(cutOff === undefined ? [] : [new Date(cutOff)]),
  ].filter((one) => one > at);
  const batches = state?.batches.map(({ notBefore }) => notBefore ?? at) ?? [];
  const next = [...(nextDueAt ? [nextDueAt] : []), ...batches, ...ends].map((one) => one.getTime());
  const { messages = NO_MESSAGES, dropped = {}, day = '' } = state?.today ?? {};
  return {
    ...outcome,
    inAll: state?.inAll ?? NO_MESSAGES,
    waiting,
    nextAt: next.length === 0 ? null : new Date(Math.min(...next)).toISOString(),
    today: { day, zone: dayZoneOf(campaign, account), messages, dropped },
    limits: {
      ...(limits.total !== undefined && { total: limits.total }),
      ...(limits.perDay !== undefined && { perDay: limits.perDay }),
    },
    name: shownName(campaign),
    ...(sandbox && { sandbox }),
    ...(account.fourEyes && { fourEyes: true }),
    maxPerHour: campaign.safetyCheck?.maxPerHour ?? null,
    pauseOnErrorsPercent: campaign.pauseOnErrors?.percent ?? null,
    providerGroupId: campaign.providerGroupId,
    occurrence: state?.occurrence ?? 0,
    hasProfileDates: when.kind === 'profile_date',
  };
}

/** Ends the campaign's runs, and removes the triggers that wait. Can be repeated. */
export async function finishLive(
  { campaignId, status }: { campaignId: string; status: EndPhase },
  { store }: { store: Store },
): Promise<void> {
  const pump = await Pump.begin(store, campaignId);
  await completeCut(pump, store, new Date());
  await finishRuns(pump, store, { status, now: new Date() });
  await store.triggers.removeOfCampaign(campaignId);
}
