import { setTimeout as sleep } from 'node:timers/promises';
import type { QuotaStore } from '../../src/store/quotas.ts';
import type { QuotaLimit } from '../../src/store/quotaTypes.ts';

/** A slice of recipients, with its ledger, its intent and its provider. */
export interface SliceState {
  readonly holder: string;
  readonly quotas: readonly QuotaLimit[];
  readonly size: number;
  /** Messages by position; true: it counts. Written once. */
  readonly ledger: Map<number, boolean>;
  /** The messages that the provider has accepted. */
  readonly accepted: Set<number>;
  fence: number;
  /** Nobody else claims the slice before; in milliseconds since the epoch. */
  leaseUntil: number;
  /** An owner never closed: all recipients without a message are in doubt. */
  unaccounted: boolean;
  doubts: readonly number[];
  /** Skipped because a quota was exhausted for good. */
  capped: number;
}

export const newSlice = (holder: string, quotas: readonly QuotaLimit[], size: number): SliceState => ({
  holder,
  quotas,
  size,
  ledger: new Map(),
  accepted: new Set(),
  fence: 0,
  leaseUntil: 0,
  unaccounted: false,
  doubts: [],
  capped: 0,
});

/** Longer than a command of the store takes on a busy machine: a lease that ends during one is another matter, and takes 10 s in the real one. */
const LEASE_MS = 250;

export const isFinished = (slice: SliceState): boolean => slice.ledger.size === slice.size;

/** The steps at which workers are suspended instead of dying. */
export type Freeze = 'before reserving' | 'before settling';

/**
 * One attempt at a slice, in the order that the send path has: claim, reserve, send, record, commit, close. It dies at any
 * step, or is suspended for so long that others have taken the slice over when it continues.
 */
export async function attempt(world: {
  slice: SliceState;
  quotas: QuotaStore;
  random: () => number;
  freeze: Freeze;
}): Promise<void> {
  const { slice, quotas, random, freeze } = world;
  if (Date.now() < slice.leaseUntil) return await sleep(1 + random() * 5);
  slice.fence += 1;
  slice.leaseUntil = Date.now() + LEASE_MS;
  const { fence, holder } = slice;
  const isOwner = (): boolean => slice.fence === fence;
  const slots = positions(slice).filter((slot) => !slice.ledger.has(slot));
  const inDoubt = slice.unaccounted ? slots : slots.filter((slot) => slice.doubts.includes(slot));
  slice.unaccounted = true;
  const step = async (name?: Freeze): Promise<boolean> => {
    if (isOwner()) slice.leaseUntil = Date.now() + LEASE_MS;
    await sleep(random() * 3);
    if (name === freeze && random() < 0.15) await sleep(LEASE_MS * (1 + random() * 2));
    return random() < 0.05;
  };

  if (await step('before reserving')) return;
  const { granted, denied } = await quotas.reserve({
    quotas: slice.quotas,
    holder,
    fence,
    slots,
    inDoubt,
    isOwner,
    now: new Date(),
  });
  if (await step()) return;
  if (!isOwner()) return;
  const endings = new Map<number, boolean>();
  const doubts: number[] = [];
  for (const slot of slots) {
    if (inDoubt.includes(slot) && slice.accepted.has(slot)) endings.set(slot, true);
    else if (granted.has(slot)) {
      const answer = random();
      // 10% refused, 5% untried, 2% taken and 3% not taken with the answer lost, the others accepted.
      if (answer < 0.1) endings.set(slot, false);
      if (answer >= 0.15 && answer < 0.2) doubts.push(slot);
      if (answer >= 0.2) endings.set(slot, true);
      if (answer >= 0.18) slice.accepted.add(slot);
    } else if (denied.get(slot)?.final) {
      endings.set(slot, false);
      slice.capped += 1;
    }
  }
  if (await step()) return;
  // A message that was refused to a replaced owner may have been sent by its successor.
  for (const [slot, counts] of endings) {
    if (!slice.ledger.has(slot) && (counts || isOwner())) slice.ledger.set(slot, counts);
  }
  if (await step()) return;
  if (!isOwner()) return;
  const used = countedIn(slice);
  // From here on its request may be in flight while it is replaced.
  if (await step('before settling')) return;
  await quotas.commit({ keys: slice.quotas.map(({ key }) => key), holder, fence, used, inDoubt: doubts });
  if (await step()) return;
  if (isOwner()) Object.assign(slice, { unaccounted: false, doubts, leaseUntil: 0 });
}

/** Commits the finished slices that a dead owner left open, as is done before a recipient waits for a quota. */
export async function settleFinished(slices: readonly SliceState[], quotas: QuotaStore): Promise<void> {
  const finished = slices.filter(isFinished);
  for (const { key, holder } of await quotas.held({ prefix: '', holders: finished.map((one) => one.holder) })) {
    const slice = finished.find((one) => one.holder === holder);
    if (slice) await quotas.commit({ keys: [key], holder, fence: 'any', used: countedIn(slice), inDoubt: [] });
  }
}

const positions = ({ size }: SliceState): number[] => Array.from({ length: size }, (_, slot) => slot);

const countedIn = (slice: SliceState): number[] => positions(slice).filter((slot) => slice.ledger.get(slot));
