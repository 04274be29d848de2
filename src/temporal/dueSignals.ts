export interface DueSignalsOptions {
  /** Tells the campaign's workflow. */
  readonly send: (campaignId: string, dueAt: Date) => Promise<void>;
  /** Called with the first of several failures in a row. */
  readonly onFailure: (error: unknown, campaignId: string) => void;
  /** The least time between two signals to one campaign, in milliseconds. */
  readonly everyMs?: number;
}

export interface DueSignals {
  /** A trigger of the campaign is due at `dueAt`. Returns at once: what can't be told is told again until it is. */
  tell(campaignId: string, dueAt: Date): void;
  /** Tells what has not been told yet, once. */
  close(): Promise<void>;
}

interface State {
  /** The earliest time that is to be told; null: none. */
  waiting: Date | null;
  /** The last time that was told. */
  told: number;
  sentAt: number;
  failing: boolean;
  sending: Promise<void> | null;
  timer: NodeJS.Timeout | undefined;
}

const EVERY_MS = 2000;
/** By how much the clocks of API and worker may differ. */
const CLOCKS_DIFFER_MS = 60_000;

/**
 * Tells campaigns when their next trigger is due: the first one at once, and then the earliest of those that have come meanwhile, at most every `everyMs`. A workflow
 * that is going to look at its triggers before that anyway isn't told.
 */
export function dueSignals({ send, onFailure, everyMs = EVERY_MS }: DueSignalsOptions): DueSignals {
  const states = new Map<string, State>();

  return {
    tell(campaignId, dueAt) {
      const state = states.get(campaignId) ?? nothingTold();
      states.set(campaignId, state);
      const willLookBefore = state.told > Date.now() + CLOCKS_DIFFER_MS && state.told <= dueAt.getTime();
      if (willLookBefore || (state.waiting && state.waiting <= dueAt)) return;
      state.waiting = dueAt;
      if (state.sending === null && state.timer === undefined) sendWhenPermitted(campaignId, state);
    },

    async close() {
      for (const { timer } of states.values()) clearTimeout(timer);
      await Promise.all([...states.values()].map(({ sending }) => sending));
      for (const { timer } of states.values()) clearTimeout(timer);
      await Promise.all(
        [...states].map(
          ([campaignId, { waiting }]) =>
            waiting && send(campaignId, waiting).catch((error: unknown) => onFailure(error, campaignId)),
        ),
      );
    },
  };

  function sendWhenPermitted(campaignId: string, state: State): void {
    const wait = state.sentAt + everyMs - Date.now();
    if (wait > 0) {
      state.timer = setTimeout(() => {
        state.timer = undefined;
        sendWhenPermitted(campaignId, state);
      }, wait);
      return;
    }
    state.sending = sendNow(campaignId, state).finally(() => {
      state.sending = null;
      if (state.waiting) sendWhenPermitted(campaignId, state);
    });
  }

  async function sendNow(campaignId: string, state: State): Promise<void> {
    const dueAt = state.waiting ?? new Date();
    state.waiting = null;
    state.sentAt = Date.now();
    try {
      await send(campaignId, dueAt);
      state.told = dueAt.getTime();
      state.failing = false;
    } catch (error) {
      if (!state.failing) onFailure(error, campaignId);
      state.failing = true;
      state.waiting = earlierOf(state.waiting, dueAt);
    }
  }
}

const earlierOf = (a: Date | null, b: Date): Date => (a !== null && a <= b ? a : b);

const nothingTold = (): State => ({
  waiting: null,
  told: 0,
  sentAt: 0,
  failing: false,
  sending: null,
  timer: undefined,
});
