import { describe, expect, it } from 'vitest';
import {
  type Answer,
  type Circumstances,
  conclude,
  resendPermission,
} from '../../../../src/activities/sending/delivery/conclude.ts';
import type { Permission } from '../../../../src/activities/sending/limits/permission.ts';
import { GRANTED, OPEN, TEXT } from './support.ts';

const USUAL: Circumstances = {
  neverHadSlots: false,
  timeIsUp: false,
  mayStillBeSent: false,
  onUncertain: 'skip',
  receiptsArePossible: false,
};
const offer = { to: '+447700900001', fingerprint: '0123456789ab' };
const FOUND: Answer = { kind: 'found', providerId: 'prv_1', providerMessageId: 'SM1', offer };
const answers = (...kinds: Exclude<Answer['kind'], 'found'>[]): Answer[] => kinds.map((kind) => ({ kind }));

describe('a request whose answer was lost', () => {
  it.each<[string, Answer[], Partial<Circumstances>, string]>([
    ['one of the providers has it', [...answers('not_found'), FOUND], {}, 'found'],
    ['no provider has it', answers('not_found', 'not_found'), {}, 'not_found'],
    ['no provider was asked', [], {}, 'uncertain'],
    ['it is in the ledger', answers('written'), {}, 'written'],
    ['one will be consistent only later', answers('not_found', 'not_yet'), { timeIsUp: true }, 'open for answer'],
    ['one could not be queried', answers('failed'), {}, 'open for answer'],
    ['one could not be queried before the time was up', answers('failed'), { timeIsUp: true }, 'uncertain'],
    [
      'one is queried by sending, which is not allowed now',
      answers('not_found', 'not_allowed'),
      {},
      'open for permission',
    ],
    ['one has no lookup', answers('not_found', 'cannot_tell'), {}, 'uncertain'],
    [
      'one has no lookup, and its owner may still send it',
      answers('cannot_tell'),
      { mayStillBeSent: true },
      'open for answer',
    ],
    ['one has no lookup, and it never had a slot', answers('cannot_tell'), { neverHadSlots: true }, 'not_found'],
    [
      'one has no lookup, and it never had a slot, so far',
      answers('cannot_tell'),
      { neverHadSlots: true, mayStillBeSent: true },
      'open for answer',
    ],
    ['one has no lookup, and it is to be sent again', answers('cannot_tell'), { onUncertain: 'resend' }, 'resend'],
    [
      'a receipt may still arrive',
      answers('cannot_tell'),
      { onUncertain: 'resend', receiptsArePossible: true },
      'open for answer',
    ],
    [
      'no receipt arrived before the time was up',
      answers('cannot_tell'),
      { onUncertain: 'resend', receiptsArePossible: true, timeIsUp: true },
      'resend',
    ],
  ])('if %s', (_where, given, circumstances, wanted) => {
    const conclusion = conclude(given, { ...USUAL, ...circumstances });
    expect(conclusion.kind === 'open' ? `open for ${conclusion.waitsFor}` : conclusion.kind).toBe(wanted);
    if (conclusion.kind === 'found') expect(conclusion).toMatchObject({ by: 'found', providerId: 'prv_1', offer });
  });
});

describe('a provider that is queried by sending again', () => {
  const skipped = { kind: 'skipped', reason: 'opted_out' } as const;
  const waiting = { kind: 'waiting', until: new Date(), reason: 'dnd' } as const;
  const denied = (final: boolean): Permission => {
    return { kind: 'denied', reason: 'total_limit', final, isSurelyUnsent: false, hasCaps: false };
  };
  const held = (idempotentResend: 'now' | 'later' | 'never'): Permission => ({ kind: 'held', idempotentResend });

  it.each([
    ['now', TEXT, GRANTED, OPEN],
    ['now', TEXT, held('now'), OPEN],
    ['later', TEXT, held('later'), OPEN],
    ['never', TEXT, held('never'), OPEN],
    ['later', TEXT, denied(false), OPEN],
    ['never', TEXT, denied(true), OPEN],
    ['later', TEXT, GRANTED, waiting],
    ['never', TEXT, GRANTED, { kind: 'discarding', reason: 'dnd' } as const],
    ['never', skipped, GRANTED, OPEN],
  ] as const)('may be queried %s', (wanted, content, permission, hoursState) => {
    expect(resendPermission({ content, permission }, hoursState)).toBe(wanted);
  });
});
