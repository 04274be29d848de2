/** A quota as its user sees it. The limit isn't kept: each reservation goes by the one that it is given. */
export interface QuotaLimit {
  /** Such as `total/<campaignId>`, `daily/<campaignId>/<day>`, `run/<runId>`. */
  readonly key: string;
  readonly limit: number;
  /** When the quota may be forgotten; null: never. Counts when the quota is first used. */
  readonly expiresAt: Date | null;
}

export interface QuotaReservation {
  /** A slot is granted when each of them grants it. */
  readonly quotas: readonly QuotaLimit[];
  /** Who reserves: the intent's id. */
  readonly holder: string;
  /** Greater than that of each earlier owner of the holder: an owner that was replaced can't touch its successor's slots. */
  readonly fence: number;
  /** The slots wanted: positions of recipients in the slice. */
  readonly slots: readonly number[];
  /** Those of `slots` that may be used already: they are given back by `commit` only, never because one of the quotas denies them. */
  readonly inDoubt?: readonly number[];
  /**
   * Looked at before and after. An owner that was replaced reserves nothing, because its successor may have committed the same slots
   * already; one that was replaced meanwhile gets none, and what was added is given back.
   */
  readonly isOwner: () => boolean;
  readonly now: Date;
}

export interface QuotaGrant {
  readonly granted: ReadonlySet<number>;
  /** The other slots, and which quota came first to deny them. */
  readonly denied: ReadonlyMap<number, QuotaDenial>;
}

export interface QuotaDenial {
  readonly key: string;
  /** False while a slot may still be given back: as many as the limit are reserved, but not all of them committed. */
  readonly final: boolean;
}

export interface QuotaCommit {
  readonly keys: readonly string[];
  readonly holder: string;
  /** The owner's; `any` for a holder that nobody may use any more, because everybody of its slice has a message. */
  readonly fence: number | 'any';
  /** Slots that count, whenever they were used: of those that were committed before nothing is changed. */
  readonly used: readonly number[];
  /** Slots that may be used, which nobody knows yet: they stay reserved, and the holder open. */
  readonly inDoubt: readonly number[];
}

/** What a holder has of a quota. */
export interface QuotaHolding {
  readonly key: string;
  readonly holder: string;
  readonly fence: number;
  /** When it was last reserved. */
  readonly at: Date;
  readonly slots: readonly number[];
}

export interface QuotaReading {
  /** Reserved and committed together. */
  readonly used: number;
  /** Sure to stay used. */
  readonly committed: number;
  readonly open: readonly QuotaHolding[];
}
