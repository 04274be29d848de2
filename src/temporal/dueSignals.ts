export interface DueSignalsOptions {
  /** Tells the campaign's workflow. */
  readonly send: (campaignId: string, dueAt: Date) => Promise<void>;
  /** Called with the first of several failures in a row. */
  readonly onFailure: (error: unknown, campaignId: string) => void;
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
  sentAt: number;
  failing: boolean;
  sending: Promise<void> | null;
  timer: NodeJS.Timeout | undefined;
}

/** The least time between two signals to one campaign, in milliseconds: of triggers that are due soon, and of those that are due later. */
const EVERY_MS = { soon: 2000, later: 60_000 } as const;
/** Twice the time for which a signal of a later one may wait: the other half is for clocks that differ. */
const SOON_MS = 2 * EVERY_MS.later;

/** Tells campaigns when their next trigger is due: the first one at once, and then the earliest of those that have come meanwhile, every 2 s, or every minute if it is due later than in two. */
export function dueSignals({ send, onFailure }: DueSignalsOptions): DueSignals {
  const states = new Map<string, State>();

  return {
    tell(campaignId, dueAt) {
      const state = states.get(campaignId) ?? nothingTold();
      states.set(campaignId, state);
      if (state.waiting && state.waiting <= dueAt) return;
      state.waiting = dueAt;
      if (state.sending === null) sendWhenPermitted(campaignId, state, dueAt);
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

  function sendWhenPermitted(campaignId: string, state: State, dueAt: Date): void {
    clearTimeout(state.timer);
    const every = dueAt.getTime() > Date.now() + SOON_MS ? EVERY_MS.later : EVERY_MS.soon;
    const wait = state.sentAt + every - Date.now();
    if (wait > 0) {
      state.timer = setTimeout(() => sendWhenPermitted(campaignId, state, dueAt), wait);
      return;
    }
    state.sending = sendNow(campaignId, state, dueAt).finally(() => {
      state.sending = null;
      if (state.waiting) sendWhenPermitted(campaignId, state, state.waiting);
    });
  }

  async function sendNow(campaignId: string, state: State, dueAt: Date): Promise<void> {
    state.waiting = null;
    state.sentAt = Date.now();
    try {
      await send(campaignId, dueAt);
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
  sentAt: 0,
  failing: false,
  sending: null,
  timer: undefined,
});
