/** How the send activity behaves unless a provider's settings say otherwise. All times in milliseconds. */
export interface SendPolicy {
  /** How long a slice may be sent without renewing its claim. After a crash, another worker waits for this time. */
  readonly leaseMs: number;
  /** Requests to one provider for one message before the next provider is tried. */
  readonly triesPerProvider: number;
  /** Wait before the second try; doubles with each further one. */
  readonly backoffMs: number;
  /** If a provider asks for a longer wait than this (Retry-After), the next one gets the message. */
  readonly longestRetryAfterMs: number;
  readonly breaker: {
    /** After this many messages in a row without a proper answer, a provider's circuit breaker opens. */
    readonly failures: number;
    /** After this time one message tries the provider again. */
    readonly restMs: number;
  };
  /** The workflow's shortest wait when no provider of the group accepts messages. */
  readonly unavailableMs: number;
  /** The workflow's shortest wait before providers are queried again about lost answers. */
  readonly answersLostMs: number;
  /** The workflow's shortest wait before a slot within a limit is requested again. */
  readonly limitsMs: number;
  /** A chunk that takes longer (a low rate) returns to the workflow, and continues in a new activity. */
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
