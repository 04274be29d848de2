import { describe, expect, it } from 'vitest';
import {
  type Answer,
  type Circumstances,
  conclude,
  resendPermission,
} from '../../../../src/activities/sending/delivery/conclude.ts';
import type { Permission } from '../../../../src/activities/sending/limits/permission.ts';

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

describe('what became of a request whose answer was lost', () => {
  it.each<[string, Answer[], Partial<Circumstances>, string]>([
    ['one of the providers has it', [...answers('not_found'), FOUND], {}, 'found'],
    ['no provider has it', answers('not_found', 'not_found'), {}, 'not_found'],
    ['no provider was asked', [], {}, 'uncertain'],
    ['it is in the ledger', answers('written'), {}, 'written'],
    ['one can only tell later', answers('not_found', 'not_yet'), { timeIsUp: true }, 'open for answer'],
    ['one could not be asked', answers('failed'), {}, 'open for answer'],
    ['one could not be asked in all the time', answers('failed'), { timeIsUp: true }, 'uncertain'],
    [
      'one is asked by sending, which is not allowed now',
      answers('not_found', 'not_allowed'),
      {},
      'open for permission',
    ],
    ['one can’t tell', answers('not_found', 'cannot_tell'), {}, 'uncertain'],
    [
      'one can’t tell, and its owner may still send it',
      answers('cannot_tell'),
      { mayStillBeSent: true },
      'open for answer',
    ],
    ['one can’t tell, and it never had a slot', answers('cannot_tell'), { neverHadSlots: true }, 'not_found'],
    [
      'one can’t tell, and it never had a slot, so far',
      answers('cannot_tell'),
      { neverHadSlots: true, mayStillBeSent: true },
      'open for answer',
    ],
    ['one can’t tell, and it is to be sent again', answers('cannot_tell'), { onUncertain: 'resend' }, 'resend'],
    [
      'a receipt may still tell',
      answers('cannot_tell'),
      { onUncertain: 'resend', receiptsArePossible: true },
      'open for answer',
    ],
    [
      'no receipt told in all the time',
      answers('cannot_tell'),
      { onUncertain: 'resend', receiptsArePossible: true, timeIsUp: true },
      'resend',
    ],
  ])('where %s', (_where, given, circumstances, wanted) => {
    const conclusion = conclude(given, { ...USUAL, ...circumstances });
    expect(conclusion.kind === 'open' ? `open for ${conclusion.waitsFor}` : conclusion.kind).toBe(wanted);
    if (conclusion.kind === 'found') expect(conclusion).toMatchObject({ by: 'found', providerId: 'prv_1', offer });
  });
});

describe('a provider that is asked by sending again', () => {
  const text = {
    kind: 'text',
    to: '+447700900001',
    country: 'GB',
    text: 'Hi',
    encoding: 'GSM-7',
    segments: 1,
  } as const;
  const skipped = { kind: 'skipped', reason: 'suppressed' } as const;
  const open = { kind: 'open' } as const;
  const waiting = { kind: 'waiting', until: new Date(), reason: 'dnd' } as const;
  const granted = { kind: 'granted' } as const;
  const denied = (final: boolean): Permission => {
    return { kind: 'denied', reason: 'total_limit', final, isSurelyUnsent: false, hasCaps: false };
  };
  const held = (bySending: 'now' | 'later' | 'never'): Permission => ({ kind: 'held', bySending });

  it.each([
    ['now', text, granted, open],
    ['now', text, held('now'), open],
    ['later', text, held('later'), open],
    ['never', text, held('never'), open],
    ['later', text, denied(false), open],
    ['never', text, denied(true), open],
    ['later', text, granted, waiting],
    ['never', text, granted, { kind: 'discarding', reason: 'dnd' } as const],
    ['never', skipped, granted, open],
  ] as const)('may be asked %s', (wanted, content, permission, hoursState) => {
    expect(resendPermission({ content, permission }, hoursState)).toBe(wanted);
  });
});
