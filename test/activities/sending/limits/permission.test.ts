import { expect, it } from 'vitest';
import { type Permission, permissionOf, type Reserved } from '../../../../src/activities/sending/limits/permission.ts';

const FULL = { reason: 'total_limit', final: false } as const;
const FULL_FOR_GOOD = { reason: 'run_limit', final: true } as const;

/** A recipient with its slots, that was never offered anything. */
const FRESH: Reserved = {
  capDenial: undefined,
  quotaDenial: undefined,
  inDoubt: false,
  countIsSure: false,
  isCountedToday: true,
  isItsOwn: true,
};
const IN_DOUBT: Reserved = { ...FRESH, inDoubt: true, countIsSure: true };
const denied = (more: Partial<Extract<Permission, { kind: 'denied' }>>): Permission => ({
  kind: 'denied',
  reason: 'profile_limit',
  final: false,
  isSurelyUnsent: true,
  hasCaps: false,
  ...more,
});

it.each<[string, Reserved, Permission]>([
  ['has its slots', FRESH, { kind: 'granted' }],
  ['finds a full quota', { ...FRESH, quotaDenial: FULL }, denied({ reason: 'total_limit', hasCaps: true })],
  [
    'finds one for good',
    { ...FRESH, quotaDenial: FULL_FOR_GOOD },
    denied({ reason: 'run_limit', final: true, hasCaps: true }),
  ],
  [
    'is over its profile’s limit',
    { ...FRESH, capDenial: { final: true } },
    denied({ final: true, isSurelyUnsent: false }),
  ],
  ['is over both', { ...FRESH, capDenial: { final: false }, quotaDenial: FULL }, denied({ reason: 'total_limit' })],
  [
    'is over its profile’s limit for good, with a full quota',
    { ...FRESH, capDenial: { final: true }, quotaDenial: FULL },
    denied({ final: true }),
  ],
  ['may be out, and counts today', IN_DOUBT, { kind: 'granted' }],
  [
    'may be out, and counted under another day',
    { ...IN_DOUBT, isCountedToday: false },
    { kind: 'held', idempotentResend: 'later' },
  ],
  [
    'may be out, while its owner before may give back its slots',
    { ...IN_DOUBT, isItsOwn: false },
    { kind: 'held', idempotentResend: 'later' },
  ],
  ['may be out, and never had a slot of its profile', { ...IN_DOUBT, capDenial: { final: false } }, denied({})],
  [
    'may be out, and may have had a slot of another period',
    { ...IN_DOUBT, countIsSure: false, capDenial: { final: false } },
    denied({ isSurelyUnsent: false }),
  ],
  [
    'may be out, and never had a slot of the quota',
    { ...IN_DOUBT, quotaDenial: FULL_FOR_GOOD },
    denied({ reason: 'run_limit', final: true, hasCaps: true }),
  ],
])('a recipient that %s', (_what, reserved, permission) => {
  expect(permissionOf(reserved)).toEqual(permission);
});
