import { notFound } from '../../domain/failures.ts';
import { intentIdOf, messageIdOf } from '../../domain/ids.ts';
import type { Store } from '../../store/store.ts';
import type { ChunkInput, ChunkResult } from '../contract.ts';
import { settleAbandoned } from './abandonedQuotas.ts';
import { chunkResult } from './chunkResult.ts';
import type { GroupMember } from './groupMember.ts';
import { endOf, sendingHours } from './hours.ts';
import type { SendPolicy } from './policy.ts';
import type { ProviderPool } from './providerPool.ts';
import type { RecipientContext } from './recipient.ts';
import type { PreparedRun } from './run.ts';
import { runLimits, usableZone } from './runLimits.ts';
import { type Slice, type SliceResult, sendSlice } from './sendSlice.ts';

export interface ChunkContext {
  readonly store: Store;
  readonly pool: ProviderPool;
  readonly policy: SendPolicy;
  readonly run: PreparedRun;
  readonly owner: string;
  /** Aborted: what is in the air is finished and recorded, nothing new is sent. */
  readonly signal: AbortSignal;
  readonly receiptUrl: RecipientContext['receiptUrl'];
  /** What DND and the days of limits go by; left out: the clock. */
  readonly now?: () => Date;
}

/** Sends the recipients of one chunk that have no message yet. Safe to repeat, and to run twice at once. */
export async function sendChunk(input: ChunkInput, context: ChunkContext): Promise<ChunkResult> {
  const { store, policy, signal, now = () => new Date() } = context;
  const { run } = context.run;
  const startedAt = Date.now();
  const part = await store.batches.part(input);
  if (!part) throw notFound('batch', input.batchId);
  const zone = usableZone(part.zone, run);
  const zones = { recipient: zone, account: run.accountZone };
  const hours = sendingHours({ windows: run.windows, zones, endsAt: endOf(run, zone), now });
  const skips = new Map(part.skips?.map(({ profileId, reason }) => [profileId, reason]));
  const before = await store.messages.statuses(part.recipients.map((id) => messageIdOf(run._id, id)));
  const without = (slice: Slice): string[] => slice.recipients.filter((id) => !before.has(messageIdOf(run._id, id)));
  const unfinished = cut(input, part.recipients, run.sizes.slice).filter((slice) => without(slice).length > 0);
  // Untouched slices first: who waits for a provider must not hold up who has one.
  unfinished.sort((a, b) => without(b).length - without(a).length);
  const mustWait = (): boolean => hours.state().kind === 'waiting';
  const isQuiet = mustWait();
  const slices = isQuiet ? await slicesWithoutSending() : [...unfinished];
  // A worker that died between recording and this left them to be applied.
  if (before.size > 0 && context.receiptUrl) await store.receipts.applyEarly([...before.keys()]);

  const results: SliceResult[] = [];
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const members = slices.length > 0 ? await groupMembers(context) : [];
  const limits = runLimits(run, zone);
  const slicing = { ...context, signal: stop, members, skips, hours, limits, now, before };
  const timeIsUp = (): boolean => Date.now() - startedAt > policy.timeBudgetMs;
  const sendNext = async (): Promise<void> => {
    while (
      !stop.aborted &&
      !timeIsUp() &&
      (isQuiet || !mustWait()) &&
      !results.some((one) => one.left.unavailable > 0 && one.statuses.length === 0)
    ) {
      const slice = slices.shift();
      if (!slice) return;
      results.push(await sendSlice(slice, slicing));
    }
  };
  const lanes = Array.from({ length: policy.slicesInFlight }, async () => {
    try {
      await sendNext();
    } catch (error) {
      failed.abort();
      throw error;
    }
  });
  // Nothing of a chunk goes on when its activity has ended.
  const broken = (await Promise.allSettled(lanes)).find((lane) => lane.status === 'rejected');
  if (broken) throw broken.reason;

  const fullQuotas = new Set(results.flatMap((result) => result.fullQuotas));
  await settleAbandoned([...fullQuotas], { store, ownedBefore: new Date(Date.now() - policy.leaseMs) });
  const untouched = unfinished.length - results.length;
  const state = { isInterrupted: signal.aborted, hours: hours.state(), before: before.values(), results, untouched };
  return chunkResult({ ...state, now: now() }, policy);

  /** Those with somebody in doubt, who may be asked about at any time, and those in which nobody is to be sent to. */
  async function slicesWithoutSending(): Promise<Slice[]> {
    const doubtful = await store.intents.inDoubt(unfinished.map(({ intentId }) => intentId));
    return unfinished.filter((slice) => doubtful.has(slice.intentId) || without(slice).every((id) => skips.has(id)));
  }
}

function cut(input: ChunkInput, recipients: readonly string[], size: number): Slice[] {
  return Array.from({ length: Math.ceil(recipients.length / size) }, (_, index) => ({
    intentId: intentIdOf(input.batchId, input.offset + index * size),
    recipients: recipients.slice(index * size, (index + 1) * size),
  }));
}

/** The run's providers, in order. One that was deleted meanwhile can't be sent through. */
async function groupMembers({ run, pool }: ChunkContext): Promise<GroupMember[]> {
  const members = await Promise.all(
    run.run.members.map(async ({ providerId, countries }) => ({ provider: await pool.get(providerId), countries })),
  );
  return members.flatMap(({ provider, countries }) => (provider ? { provider, countries } : []));
}
