/** How the send activity behaves where providers' settings say nothing. All times in milliseconds. */
export interface SendPolicy {
  /** How long a slice may be sent without renewing its claim: what another worker waits out after a crash. */
  readonly leaseMs: number;
  /** Requests to one provider for one message before the next provider's turn. */
  readonly triesPerProvider: number;
  /** Wait before the second try; doubles with each further one. */
  readonly backoffMs: number;
  /** A provider that asks for a longer wait than this (Retry-After) loses the message to the next one. */
  readonly longestRetryAfterMs: number;
  readonly breaker: {
    /** Messages in a row that a provider doesn't answer properly before it is left alone. */
    readonly failures: number;
    /** After this long one message tries it again. */
    readonly restMs: number;
  };
  /** What the workflow waits at least when no provider of the group takes messages. */
  readonly unavailableMs: number;
  /** What the workflow waits at least before a provider is asked again after lost answers. */
  readonly answersLostMs: number;
  /** What the workflow waits at least before a slot within a limit is asked for again. */
  readonly limitsMs: number;
  /** A chunk that takes longer (a low rate) is given back to the workflow, to go on in a new activity. */
  readonly timeBudgetMs: number;
}

export const SEND_POLICY: SendPolicy = {
  leaseMs: 10_000,
  triesPerProvider: 2,
  backoffMs: 250,
  longestRetryAfterMs: 2000,
  breaker: { failures: 5, restMs: 10_000 },
  unavailableMs: 5000,
  answersLostMs: 5000,
  limitsMs: 3000,
  timeBudgetMs: 10 * 60_000,
};
