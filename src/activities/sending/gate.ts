/**
 * Whether requests may start: false once the slice has a new owner, its lease has run out, its hours are over, the activity is to end,
 * the day is over that the message was counted under, or the recipient has opted out.
 */
export interface Gate {
  readonly isOpen: () => boolean;
  /** The longest validity period of a message that is sent now, in seconds; null, or left out: any. */
  readonly secondsLeft?: (() => number | null) | undefined;
  /** Keeps what was read of the recipient recent; left out: there is no recipient. */
  readonly recheck?: {
    readonly isRecent: () => boolean;
    /** Resolves when it is recent, or the gate is closed. */
    readonly refresh: (gate: Gate) => Promise<void>;
    /** Whether it is recent enough for a request to begin. */
    readonly mayBegin: () => boolean;
  };
}

/** The gate, closed from `until` on; null: unchanged. */
export const closingAt = (gate: Gate, until: Date | null, now: () => Date): Gate =>
  until === null ? gate : { ...gate, isOpen: () => gate.isOpen() && now() < until };

/** Waits `ms`, or until the gate is closed, which is checked ten times a second. Returns whether it is open. */
export async function waitWhileOpen(gate: Gate, ms: number): Promise<boolean> {
  const end = Date.now() + ms;
  while (gate.isOpen()) {
    const left = end - Date.now();
    if (left <= 0) return true;
    await new Promise((resolve) => setTimeout(resolve, Math.min(left, 100)));
  }
  return false;
}
