import { setTimeout as sleep } from 'node:timers/promises';
import type { QuotaStore } from '../../src/store/quotas.ts';
import type { QuotaLimit } from '../../src/store/quotaTypes.ts';

/** A slice of recipients, and what the ledger, the intent and the provider know of it. */
export interface SliceState {
  readonly holder: string;
  readonly quotas: readonly QuotaLimit[];
  readonly size: number;
  /** Messages by position; true: it counts. Written once. */
  readonly ledger: Map<number, boolean>;
  /** What the provider has accepted. */
  readonly accepted: Set<number>;
  fence: number;
  /** Nobody else claims the slice before; in milliseconds since the epoch. */
  leaseUntil: number;
  /** An owner never closed: everybody without a message is in doubt. */
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

const LEASE_MS = 100;

export const isFinished = (slice: SliceState): boolean => slice.ledger.size === slice.size;

/** Where those workers freeze that don't die. */
export type Freeze = 'before reserving' | 'before settling';

/**
 * One attempt at a slice, in the order that the send path has: claim, reserve, send, record, settle, close. It dies at any
 * step, or freezes for so long that others have taken the slice over when it goes on.
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
  const places = positions(slice).filter((place) => !slice.ledger.has(place));
  const inDoubt = slice.unaccounted ? places : places.filter((place) => slice.doubts.includes(place));
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
    places,
    inDoubt,
    isOwner,
    now: new Date(),
  });
  if (await step()) return;
  if (!isOwner()) return;
  const endings = new Map<number, boolean>();
  const doubts: number[] = [];
  for (const place of places) {
    if (inDoubt.includes(place) && slice.accepted.has(place)) endings.set(place, true);
    else if (granted.has(place)) {
      const answer = random();
      // 10% refused, 5% untried, 2% taken and 3% not taken with the answer lost, the others accepted.
      if (answer < 0.1) endings.set(place, false);
      if (answer >= 0.15 && answer < 0.2) doubts.push(place);
      if (answer >= 0.2) endings.set(place, true);
      if (answer >= 0.18) slice.accepted.add(place);
    } else if (denied.get(place)?.final) {
      endings.set(place, false);
      slice.capped += 1;
    }
  }
  if (await step()) return;
  // What was refused to a replaced owner, its successor may have sent.
  for (const [place, counts] of endings) {
    if (!slice.ledger.has(place) && (counts || isOwner())) slice.ledger.set(place, counts);
  }
  if (await step()) return;
  if (!isOwner()) return;
  const used = countedIn(slice);
  // From here on its request may be on the way while it is replaced.
  if (await step('before settling')) return;
  await quotas.settle({ keys: slice.quotas.map(({ key }) => key), holder, fence, used, inDoubt: doubts });
  if (await step()) return;
  if (isOwner()) Object.assign(slice, { unaccounted: false, doubts, leaseUntil: 0 });
}

/** Settles the finished slices that somebody left open: what is done before anyone waits for a quota. */
export async function settleFinished(slices: readonly SliceState[], quotas: QuotaStore): Promise<void> {
  const finished = slices.filter(isFinished);
  for (const { key, holder } of await quotas.held({ prefix: '', holders: finished.map((one) => one.holder) })) {
    const slice = finished.find((one) => one.holder === holder);
    if (slice) await quotas.settle({ keys: [key], holder, fence: 'any', used: countedIn(slice), inDoubt: [] });
  }
}

const positions = ({ size }: SliceState): number[] => Array.from({ length: size }, (_, place) => place);

const countedIn = (slice: SliceState): number[] => positions(slice).filter((place) => slice.ledger.get(place));
