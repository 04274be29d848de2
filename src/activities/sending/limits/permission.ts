import type { SkipReason } from '../../../domain/message/message.ts';

/** What the limits allow for a recipient. */
export type Permission =
  | { readonly kind: 'granted' }
  /**
   * The message keeps its slots because it may have been sent. If it was not, a later attempt counts it again and sends
   * it. `idempotentResend`: when its provider may be queried by sending it again, which may itself send it: `now` if it also has slots of
   * today, `never` if there are none for it.
   */
  | { readonly kind: 'held'; readonly idempotentResend: 'now' | 'later' | 'never' }
  /**
   * `final`: for good. `isSurelyUnsent`: it never had its slots, so no previous owner can have sent it. `hasCaps`: its profile's
   * slots are reserved all the same.
   */
  | {
      readonly kind: 'denied';
      readonly reason: SkipReason;
      readonly final: boolean;
      readonly isSurelyUnsent: boolean;
      readonly hasCaps: boolean;
    };

export const GRANTED: Permission = { kind: 'granted' };

/** The reservations of one recipient. */
export interface Reserved {
  /** The denial by its profile's limits; undefined: its slots there are reserved, or none are needed. */
  readonly capDenial: { readonly final: boolean } | undefined;
  /** The denial by the dispatch's limits, with the reason with which the message is skipped. */
  readonly quotaDenial: { readonly reason: SkipReason; readonly final: boolean } | undefined;
  readonly inDoubt: boolean;
  /** Whether an owner that may have sent it counted it in the same periods, because its profile hasn't changed since. */
  readonly countIsSure: boolean;
  /** Whether it would count in the same periods if it were sent now. */
  readonly isCountedToday: boolean;
  /** Whether no replaced owner can release its slots any more. */
  readonly isItsOwn: boolean;
}

export function permissionOf(reserved: Reserved): Permission {
  const { capDenial, quotaDenial, inDoubt, countIsSure, isCountedToday, isItsOwn } = reserved;
  const isSurelyUnsent = quotaDenial !== undefined || (capDenial !== undefined && countIsSure);
  if (quotaDenial && (quotaDenial.final || !capDenial?.final)) {
    return { kind: 'denied', ...quotaDenial, isSurelyUnsent, hasCaps: capDenial === undefined };
  }
  if (capDenial) {
    return { kind: 'denied', reason: 'profile_limit', final: capDenial.final, isSurelyUnsent, hasCaps: false };
  }
  if (!inDoubt || (isCountedToday && isItsOwn)) return GRANTED;
  return { kind: 'held', idempotentResend: 'later' };
}

/** Whether its profile's slots are reserved for it. */
export const hasCaps = (permission: Permission): boolean => permission.kind !== 'denied' || permission.hasCaps;
