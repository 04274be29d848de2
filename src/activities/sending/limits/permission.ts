import type { SkipReason } from '../../../domain/message/message.ts';

/** What the limits let be done with a recipient. */
export type Permission =
  | { readonly kind: 'granted' }
  /**
   * Has its slots as one that may be out. Where it isn't, it is to be counted anew by a later attempt, and is sent by that
   * one. `bySending`: when its provider may be asked by sending it again, which may be what sends it: `now` where it has slots of
   * today as well, `never` where there are none for it.
   */
  | { readonly kind: 'held'; readonly bySending: 'now' | 'later' | 'never' }
  /**
   * `final`: for good. `isSurelyUnsent`: it never had its slots, so no owner that is gone can have sent it. `hasCaps`: its profile's
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

/** What is known of one recipient once slots have been asked for. */
export interface Reserved {
  /** Of its profile's limits; undefined: it has its slots there, or none are needed. */
  readonly capDenial: { readonly final: boolean } | undefined;
  /** Of the dispatch's limits, with the reason that a message is skipped for. */
  readonly quotaDenial: { readonly reason: SkipReason; readonly final: boolean } | undefined;
  readonly inDoubt: boolean;
  /** Whether an owner that may have sent it counted it in the same periods: its profile hasn't changed since. */
  readonly countIsSure: boolean;
  /** Whether it would count in the same periods if it were sent now. */
  readonly isCountedToday: boolean;
  /** Whether its slots can't be given back any more by an owner that was replaced without knowing it. */
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
  return { kind: 'held', bySending: 'later' };
}

/** Whether its profile's slots are reserved for it. */
export const hasCaps = (permission: Permission): boolean => permission.kind !== 'denied' || permission.hasCaps;
