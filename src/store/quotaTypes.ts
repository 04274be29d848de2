/** A quota as its callers see it. The limit isn't stored: each reservation uses the given one. */
export interface QuotaLimit {
  /** Such as `total/<campaignId>`, `daily/<campaignId>/<day>`, `run/<runId>`. */
  readonly key: string;
  readonly limit: number;
  /** When the quota may be removed; null: never. Takes effect when the quota is first used. */
  readonly expiresAt: Date | null;
}

export interface QuotaReservation {
  /** A slot is granted if each of them grants it. */
  readonly quotas: readonly QuotaLimit[];
  /** Id of the intent. */
  readonly holder: string;
  /** Greater than that of each earlier owner of the holder: a replaced owner can't change its successor's slots. */
  readonly fence: number;
  /** The slots wanted: positions of recipients in the slice. */
  readonly slots: readonly number[];
  /** The ones of `slots` that may be used already: only `commit` releases them, never a denial by one of the quotas. */
  readonly inDoubt?: readonly number[];
  /**
   * Checked before and after. A replaced owner reserves nothing, because its successor may have committed the same slots
   * already; if it is replaced in between it gets no slots, and the added ones are released.
   */
  readonly isOwner: () => boolean;
  readonly now: Date;
}

export interface QuotaGrant {
  readonly granted: ReadonlySet<number>;
  /** The other slots, each with the first quota that denied it. */
  readonly denied: ReadonlyMap<number, QuotaDenial>;
}

export interface QuotaDenial {
  readonly key: string;
  /** False while a slot may still be released: as many as the limit are reserved, but not all of them committed. */
  readonly final: boolean;
}

export interface QuotaCommit {
  readonly keys: readonly string[];
  readonly holder: string;
  /** The owner's; `any` for a holder that no owner may use any more, because all recipients of its slice have a message. */
  readonly fence: number | 'any';
  /** Slots that count, whenever they were used. Slots that were committed before stay unchanged. */
  readonly used: readonly number[];
  /** Slots that may be used: they stay reserved, and the holder open. */
  readonly inDoubt: readonly number[];
}

/** The slots of a holder in a quota. */
export interface QuotaHolding {
  readonly key: string;
  readonly holder: string;
  readonly fence: number;
  /** When the holder last reserved slots. */
  readonly at: Date;
  readonly slots: readonly number[];
}

export interface QuotaReading {
  /** Reserved and committed together. */
  readonly used: number;
  /** Certain to stay used. */
  readonly committed: number;
  readonly open: readonly QuotaHolding[];
}
