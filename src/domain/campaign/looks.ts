/** How often the ledger is looked at while batches are in flight, and how much of the time that may take. */
export const LOOK_EVERY_MS = 20_000;
const LOOK_SHARE = 1 / 50;
/** While an execution only waits for its batches, which at a low rate takes an hour: it is full, and each look is a dozen events more. */
const LONGEST_WHILE_DRAINING_MS = 10 * 60_000;

/** How long to wait before the next look, in milliseconds, after one that was waited for and took so long. */
export function nextLookMs(last: { waited: number; took: number; isDraining: boolean }): number {
  const { waited, took, isDraining } = last;
  const rarer = isDraining ? Math.min(2 * waited, LONGEST_WHILE_DRAINING_MS) : 0;
  return Math.max(LOOK_EVERY_MS, took / LOOK_SHARE, rarer);
}
