import type { Account } from '../../domain/account/account.ts';
import type { LastEvent, ProfileEvent } from '../../domain/audience/event.ts';
import { withNumberZone } from '../../domain/audience/numberZone.ts';
import { type BarredNumbers, type Profile, reachabilityAmong } from '../../domain/audience/profile.ts';
import { isChosen } from '../../domain/audience/reach.ts';
import type { LiveCampaign } from '../../domain/campaign/campaign.ts';
import { frequencyLimit } from '../../domain/campaign/dispatchOf.ts';
import { audienceSum, countByReachability, type Run } from '../../domain/campaign/run.ts';
import { batchIdOf } from '../../domain/ids.ts';
import { dayKey } from '../../domain/limits/periods.ts';
import { type DropReason, liveRules } from '../../domain/live/rules.ts';
import type { Trigger } from '../../domain/live/trigger.ts';
import { type Batch, type PlannedSkip, packEvent } from '../../domain/message/batch.ts';
import { SIZES } from '../../domain/message/dispatch.ts';
import { campaignQuotas, quotaKeyOf } from '../../domain/message/quotaDefinition.ts';
import { barredAmong } from '../../store/barredNumbers.ts';
import type { OpenRun } from '../../store/liveStates.ts';
import { NO_HASH, numberHash, packHashes } from '../../store/numberHash.ts';
import { cappedProfiles } from '../../store/segmentQuery/cappedProfiles.ts';
import { qualifiedProfiles } from '../../store/segmentQuery/segmentQuery.ts';
import type { Store } from '../../store/store.ts';
import { cutKeyOf } from '../../store/triggers.ts';
import { dueGroups } from '../audience/dueGroups.ts';
import { resolvedConditionOf } from '../newRun.ts';
import { dayZoneOf, runOfToday } from './dayRuns.ts';
import { OvertakenError, type Pump } from './pump.ts';

/** Triggers that are looked at together. */
const MOST_TRIGGERS = 5000;
/** UTF-16 units of the events of a batch, which has to stay far below the 16 MB of a document. */
const MOST_EVENT_TEXT = 2_000_000;
const HOUR_MS = 3_600_000;

export interface CutContext {
  readonly pump: Pump;
  readonly store: Store;
  readonly campaign: LiveCampaign;
  readonly account: Account;
  readonly now: Date;
  /** When somebody last approved what the safety check held; null: never. */
  readonly approvedAt: Date | null;
}

export interface CutResult {
  /** Triggers that were moved into batches, dropped or postponed. */
  readonly done: number;
  /** The safety check keeps others that are due. */
  readonly isHeld: boolean;
}

/** Why a trigger leads to no message: the rules, or the campaign's filter, portion or frequency. */
type Dropped = DropReason | 'filter' | 'not_chosen' | 'frequency';

/** A trigger whose message is due. */
interface DueMessage {
  readonly trigger: Trigger;
  readonly profile: Profile | undefined;
  readonly event: LastEvent | null;
  /** From when on it is not sent any more. */
  readonly expiresAt: Date;
  readonly skip: PlannedSkip['reason'] | null;
}

/**
 * Moves triggers that are due into batches. A batch is registered in the campaign's state first, then written, then its triggers are marked as cut and removed. So
 * whoever takes over finds the last batch, and completes these steps before anything else is cut: a trigger is in one batch only.
 */
export async function cutDue(context: CutContext): Promise<CutResult> {
  const { pump, store, campaign, account, now } = context;
  const found = await store.triggers.due({ campaignId: campaign._id, now, limit: MOST_TRIGGERS });
  if (found.length === 0) return { done: 0, isHeld: false };
  const cutKeys = await store.triggers.cutAmong(found.map(cutKeyOf));
  const cutBefore = found.filter((trigger) => cutKeys.has(cutKeyOf(trigger)));
  await store.triggers.remove(cutBefore.map(({ _id }) => _id));
  const triggers = found.filter((trigger) => !cutKeys.has(cutKeyOf(trigger)));
  const { due, later, dropped } = await decided(triggers, context);
  await store.triggers.postpone(later);
  await store.triggers.drop(triggers.filter(({ _id }) => dropped.has(_id)));
  const allowed = allowance(due, context);
  const counted = withinLimits(due.slice(0, allowed), await slotsLeft(context));
  const waiting: { _id: string; dueAt: Date }[] = [];
  for (const [offset, messages] of byOffset(counted)) {
    const { open, run } = await runOfToday(pump, store, { campaign, account, now, offset });
    const numbers = messages.flatMap(({ profile }) => profile?.number ?? []);
    const barred = await barredAmong(store, run.topic, numbers);
    const { contents, delayed } = grouped(messages, run, now);
    waiting.push(...delayed);
    let before = open;
    for (const content of contents) before = await written(content, before, { ...context, barred });
  }
  await store.triggers.postpone(waiting);
  if (dropped.size > 0) await noteDropped([...dropped.values()], pump);
  return { done: cutBefore.length + later.length + dropped.size + counted.length, isHeld: due.length > allowed };
}

/** How many of the messages, which are in the order of their times, the safety check allows to be cut in this hour. */
function allowance(due: readonly DueMessage[], { pump, campaign, now, approvedAt }: CutContext): number {
  const { safetyCheck } = campaign;
  const hour = hourOf(now).getTime();
  if (safetyCheck === undefined || (approvedAt && hourOf(approvedAt).getTime() === hour)) return due.length;
  const counted = pump.state.hour.at.getTime() === hour ? pump.state.hour.triggers : 0;
  const approved = due.length - unapproved(due, approvedAt);
  return approved + Math.max(0, safetyCheck.maxPerHour - counted);
}

/** How many were not due yet when somebody approved what was: only those count for the safety check. */
const unapproved = (messages: readonly DueMessage[], approvedAt: Date | null): number =>
  messages.filter(({ trigger }) => approvedAt === null || trigger.dueAt > approvedAt).length;

/** How many messages the limits of the campaign and of its day have slots for; infinite where they are used up, since the order does not matter then. */
async function slotsLeft({ store, campaign, account, now }: CutContext): Promise<number> {
  const { _id: campaignId, limits } = campaign;
  const quotas = campaignQuotas({ campaignId, runId: '', limits });
  const day = dayKey(now, dayZoneOf(campaign, account));
  const keys = quotas.map((quota) => quotaKeyOf(quota, day));
  const readings = await store.quotas.readMany(keys);
  const left = quotas.map(({ limit }, index) => limit - (readings.get(keys[index] ?? '')?.used ?? 0));
  return left.some((slots) => slots <= 0) ? Number.POSITIVE_INFINITY : Math.min(Number.POSITIVE_INFINITY, ...left);
}

/**
 * The first ones, of which no more can be sent than there are slots. Batches of different hours are not in the order of their triggers, so no batch may have
 * slots that are left for another one of the same cut.
 */
function withinLimits(due: readonly DueMessage[], slots: number): readonly DueMessage[] {
  let sendable = 0;
  const end = due.findIndex(({ profile, skip }) => {
    if (skip === null && profile !== undefined && profile.number !== null) sendable += 1;
    return sendable > slots;
  });
  return end === -1 ? due : due.slice(0, end);
}

/** The hour, in UTC, that a safety check counts by. */
export const hourOf = (at: Date): Date => new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);

interface Decided {
  readonly due: DueMessage[];
  readonly later: { readonly _id: string; readonly dueAt: Date; readonly from: Date }[];
  readonly dropped: Map<string, Dropped>;
}

/** Decides by the events and the profiles as they are now. */
async function decided(triggers: readonly Trigger[], context: CutContext): Promise<Decided> {
  const { store, campaign, account, now } = context;
  const rules = liveRules(campaign, account);
  const profileIds = [...new Set(triggers.map(({ profileId }) => profileId))];
  const [profiles, events] = await Promise.all([
    store.profiles.getMany(profileIds),
    rules.eventNames.length > 0 ? store.events.ofProfiles(profileIds, rules.eventNames) : null,
  ]);
  const due: DueMessage[] = [];
  const later: Decided['later'] = [];
  const dropped: Decided['dropped'] = new Map();
  for (const trigger of triggers) {
    const profile = profiles.get(trigger.profileId);
    const known = { profile: profile ?? null, events: events?.get(trigger.profileId) ?? [], now };
    const decision = rules.decide(trigger, known);
    if (decision.kind === 'later') later.push({ _id: trigger._id, dueAt: decision.at, from: trigger.dueAt });
    else if (decision.kind === 'drop') dropped.set(trigger._id, decision.why);
    else {
      const expiresAt = new Date(decision.due.getTime() + 1000 * campaign.expireAfterSeconds);
      const skip = skipOf(expiresAt, context);
      due.push({ trigger, profile, event: eventOf(trigger, decision.event), expiresAt, skip });
    }
  }
  const left = await leftOut(due, context);
  for (const [id, why] of left) dropped.set(id, why);
  return { due: due.filter(({ trigger }) => !left.has(trigger._id)), later, dropped };
}

/** What the text sees as `event`: what triggered it, or what the API was given. */
const eventOf = ({ data, at }: Trigger, event: ProfileEvent | null): LastEvent | null =>
  event ?? (data === undefined ? null : { at, properties: data });

function skipOf(expiresAt: Date, { campaign: { cutOff }, now }: CutContext): DueMessage['skip'] {
  if (cutOff !== undefined && now >= new Date(cutOff)) return 'after_end';
  return now >= expiresAt ? 'expired' : null;
}

/** Those whose profiles the filter, the portion or the frequency leave out. */
async function leftOut(due: readonly DueMessage[], context: CutContext): Promise<ReadonlyMap<string, Dropped>> {
  const { store, campaign, account, now } = context;
  const { percentage, filter } = campaign;
  const left = new Map<string, Dropped>();
  const profiles = new Map(due.flatMap(({ profile }) => (profile ? [[profile._id, profile]] : [])));
  const qualified = filter && profiles.size > 0 ? await qualifiedAmong([...profiles.keys()].sort(), context) : null;
  const own = frequencyLimit({ campaignId: campaign._id, frequency: campaign.frequency });
  const { timeZone: accountZone, zoneFromNumber } = account;
  const capped = own
    ? await cappedProfiles(store.profileCaps, { limits: [own], now, accountZone, zoneFromNumber })([
        ...profiles.values(),
      ])
    : null;
  for (const { trigger } of due) {
    const { _id, profileId } = trigger;
    const seed = campaign._id;
    if (percentage !== undefined && !isChosen({ seed, profileId, percentage })) left.set(_id, 'not_chosen');
    else if (qualified && profiles.has(profileId) && !qualified.has(profileId)) left.set(_id, 'filter');
    else if (capped?.has(profileId)) left.set(_id, 'frequency');
  }
  return left;
}

async function qualifiedAmong(ids: readonly string[], { store, campaign, account, now }: CutContext) {
  const condition = await resolvedConditionOf(campaign, store);
  if (condition === 'everyone') return new Set(ids);
  const found = new Set<string>();
  const query = { now, zone: account.timeZone, ids, fields: ['optedOut'] as const, suppressions: store.suppressions };
  for await (const page of qualifiedProfiles(store.db, condition, query)) {
    for (const { _id } of page) found.add(_id);
  }
  return found;
}

/** By the offset whose text they have, in their order; null: the campaign's text. */
function byOffset(messages: readonly DueMessage[]): ReadonlyMap<number | null, DueMessage[]> {
  const groups = new Map<number | null, DueMessage[]>();
  for (const message of messages) {
    const offset = message.trigger.offset ?? null;
    groups.set(offset, [...(groups.get(offset) ?? []), message]);
  }
  return groups;
}

interface BatchContent extends Pick<Batch, 'at' | 'zone' | 'quietHours'> {
  readonly messages: DueMessage[];
  text: number;
}

/** The contents of batches, whose recipients share a decision about do-not-disturb hours, and the messages that those hours delay. */
function grouped(
  messages: readonly DueMessage[],
  run: Run,
  now: Date,
): { readonly contents: BatchContent[]; readonly delayed: { _id: string; dueAt: Date }[] } {
  const at = now.toISOString();
  const groupOf = dueGroups({ ...run, startedAt: now, schedule: { ...run.schedule, firstAt: at, lastAt: at } });
  const delayed: { _id: string; dueAt: Date }[] = [];
  const filling = new Map<string, BatchContent>();
  const contents: BatchContent[] = [];
  for (const message of messages) {
    const { trigger, profile, skip } = message;
    const zoned = profile && run.zoneFromNumber ? withNumberZone(profile) : profile;
    const group = groupOf({
      timeZone: zoned?.timeZone ?? null,
      number: profile?.number ?? null,
      country: profile?.country ?? null,
    });
    if (skip === null && group.skipped === null && group.at > now) {
      delayed.push({ _id: trigger._id, dueAt: group.at });
      continue;
    }
    const own = skip === null && group.skipped !== null ? { ...message, skip: group.skipped } : message;
    const text = own.event === null ? 0 : packEvent(own.event).length;
    const isSkipped = own.skip !== null;
    const key = isSkipped ? 'skipped' : group.key;
    let content = filling.get(key);
    if (!content || content.messages.length >= run.sizes.batch || content.text + text > MOST_EVENT_TEXT) {
      const quietHours = isSkipped ? undefined : group.quietHours;
      content = { at: now, zone: group.zone, ...(quietHours && { quietHours }), messages: [], text: 0 };
      filling.set(key, content);
      contents.push(content);
    }
    content.messages.push(own);
    content.text += text;
  }
  return { contents, delayed };
}

/** Writes a batch as the next one of its run, and removes its triggers. */
async function written(
  content: BatchContent,
  open: OpenRun,
  { pump, store, now, barred, approvedAt }: CutContext & { readonly barred: BarredNumbers },
): Promise<OpenRun> {
  const { runId } = open;
  const ordinal = open.lastBatch + 1;
  const batchId = batchIdOf(runId, ordinal);
  const batch = batchOf(content, { batchId, runId, ordinal, barred });
  const next = { ...open, lastBatch: ordinal, audience: audienceSum(open.audience, batch.counts) };
  const { hour } = pump.state;
  const at = hourOf(now);
  const before = hour.at.getTime() === at.getTime() ? hour.triggers : 0;
  await pump.write({
    runs: pump.state.runs.map((one) => (one.runId === runId ? next : one)),
    batches: [...pump.state.batches, { batchId }],
    hour: { at, triggers: before + unapproved(content.messages, approvedAt) },
  });
  // Whoever has taken over has written an empty batch of this ordinal.
  if (!(await store.batches.insert(batch))) throw new OvertakenError();
  await store.triggers.noteCut(
    content.messages.map(({ trigger }) => ({ _id: cutKeyOf(trigger), profileId: trigger.profileId })),
    now,
  );
  await store.triggers.remove(content.messages.map(({ trigger }) => trigger._id));
  await store.runs.extend(runId, next.audience, ordinal);
  return next;
}

function batchOf(
  { messages, at, zone, quietHours }: BatchContent,
  of: { batchId: string; runId: string; ordinal: number; barred: BarredNumbers },
): Batch {
  const { batchId: _id, runId: dispatchId, ordinal, barred } = of;
  const keys = messages.map(({ trigger }) => cutKeyOf(trigger));
  const reached = messages.map(({ profile }) => (profile ? reachabilityAmong(profile, barred) : 'no_usable_number'));
  const skips = messages.flatMap(({ skip }, index) =>
    skip === null ? [] : [{ key: keys[index] ?? '', reason: skip }],
  );
  return {
    _id,
    dispatchId,
    ordinal,
    recipients: messages.map(({ trigger: { profileId } }, index) => `${keys[index]} ${profileId}`),
    isKeyed: true,
    events: messages.map(({ event }) => (event === null ? '' : packEvent(event))),
    expiries: messages.map(({ expiresAt }) => expiresAt),
    counts: countByReachability(reached),
    at,
    zone,
    ...(quietHours && { quietHours }),
    numbers: packHashes(
      messages.map(({ profile, skip }, index) =>
        skip === null && reached[index] === 'reachable' && profile?.number ? numberHash(profile.number) : NO_HASH,
      ),
    ),
    ...(skips.length > 0 && { skips }),
  };
}

async function noteDropped(reasons: readonly Dropped[], pump: Pump): Promise<void> {
  const { today } = pump.state;
  const dropped: Record<string, number> = { ...today.dropped };
  for (const reason of reasons) dropped[reason] = (dropped[reason] ?? 0) + 1;
  await pump.write({ today: { ...today, dropped } });
}

/**
 * Completes the last batch of each run, of which an execution that ended may have written nothing, or not removed its triggers. A batch that wasn't written becomes
 * an empty one, so that nobody writes it any more.
 */
export async function completeCut(pump: Pump, store: Store, now: Date): Promise<void> {
  for (const { runId, lastBatch, audience } of pump.state.runs) {
    const batchId = batchIdOf(runId, lastBatch);
    if (!pump.state.batches.some((one) => one.batchId === batchId)) continue;
    const isMissing = await store.batches.insert(emptyBatch(batchId, runId, lastBatch, now));
    if (isMissing) {
      const { audience: known } = await store.batches.totals(runId);
      await pump.write({
        runs: pump.state.runs.map((one) => (one.runId === runId ? { ...one, audience: known } : one)),
        batches: pump.state.batches.filter((one) => one.batchId !== batchId),
      });
      await store.runs.extend(runId, known, lastBatch);
      continue;
    }
    const part = await store.batches.part({ batchId, offset: 0, limit: SIZES.chunk });
    const cut = part?.recipients.map((_id, index) => ({ _id, profileId: part.profileIds[index] ?? '' })) ?? [];
    await store.triggers.noteCut(cut, now);
    await store.runs.extend(runId, audience, lastBatch);
  }
}

const emptyBatch = (_id: string, dispatchId: string, ordinal: number, at: Date): Batch => ({
  _id,
  dispatchId,
  ordinal,
  recipients: [],
  isKeyed: true,
  counts: { qualified: 0, reachable: 0, optedOut: 0, noUsableNumber: 0 },
  at,
  zone: 'UTC',
  numbers: new Uint8Array(),
});
