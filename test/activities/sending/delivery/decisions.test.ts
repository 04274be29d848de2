import { describe, expect, it } from 'vitest';
import { waitAfterTrouble } from '../../../../src/activities/sending/delivery/deliver.ts';
import { nextStep } from '../../../../src/activities/sending/delivery/nextStep.ts';
import { type GroupMember, providersOf } from '../../../../src/activities/sending/providers/groupMember.ts';
import type { PooledProvider } from '../../../../src/activities/sending/providers/providerPool.ts';
import { refusalReason } from '../../../../src/providers/outcomes.ts';
import { GRANTED, OPEN, TEXT } from './support.ts';

describe('a provider in trouble', () => {
  const policy = { triesPerProvider: 3, backoffMs: 100, longestRetryAfterMs: 1000 };
  it.each([
    ['is tried again after a wait', { account: false, retryAfterMs: null }, 1, 100],
    ['is waited for longer each time', { account: false, retryAfterMs: null }, 2, 200],
    ['has used up its tries', { account: false, retryAfterMs: null }, 3, null],
    ['says how long to wait', { account: false, retryAfterMs: 700 }, 1, 700],
    ['asks for too long a wait', { account: false, retryAfterMs: 1001 }, 1, null],
    ['has an account error that no retry fixes', { account: true, retryAfterMs: null }, 1, null],
  ])('%s', (_what, trouble, tries, wanted) => {
    expect(waitAfterTrouble(trouble, tries, policy)).toBe(wanted);
  });
});

it.each([
  [{ scope: 'recipient', optedOut: false }, 'refused_recipient'],
  [{ scope: 'content', optedOut: false }, 'refused_content'],
  [{ scope: 'recipient', optedOut: true }, 'recipient_opted_out_at_carrier'],
] as const)('a refusal %o has a reason', (refusal, reason) => {
  expect(refusalReason(refusal)).toBe(reason);
});

describe('a recipient whose message no provider has', () => {
  const member = (id: string, countries?: readonly string[]): GroupMember => {
    return { provider: { id, isRetired: false } as PooledProvider, countries };
  };
  const members = [member('german', ['DE']), member('british', ['GB']), member('any')];
  const denied = { kind: 'denied', reason: 'run_limit', isSurelyUnsent: true, hasCaps: false } as const;
  const waiting = { kind: 'waiting', until: new Date(), reason: 'next_day' } as const;

  it.each([
    ['skip opted_out', { content: { kind: 'skipped', reason: 'opted_out' }, permission: GRANTED }, OPEN],
    ['fail too_long', { content: { kind: 'failed', reason: 'too_long', to: '+44' }, permission: GRANTED }, OPEN],
    ['skip after_end', { content: TEXT, permission: GRANTED }, { kind: 'discarding', reason: 'after_end' }],
    ['wait dnd', { content: TEXT, permission: GRANTED }, waiting],
    ['skip run_limit', { content: TEXT, permission: { ...denied, final: true } }, OPEN],
    ['wait limits', { content: TEXT, permission: { ...denied, final: false } }, OPEN],
    ['wait limits', { content: TEXT, permission: { kind: 'held', idempotentResend: 'now' } }, OPEN],
  ] as const)('%s', (wanted, recipient, hoursState) => {
    const step = nextStep(recipient, hoursState, providersOf(members));
    expect('reason' in step ? `${step.kind} ${step.reason}` : step.kind).toBe(wanted);
  });

  it('is offered to the providers that serve its country, in order', () => {
    const step = nextStep({ content: TEXT, permission: GRANTED }, OPEN, providersOf(members));
    expect(step.kind === 'deliver' && step.providers.map(({ id }) => id)).toEqual(['british', 'any']);
  });

  it('is offered to no provider that is retired', () => {
    const recipient = { content: TEXT, permission: GRANTED };
    const retired = (one: GroupMember): GroupMember => ({ ...one, provider: { ...one.provider, isRetired: true } });
    const [german, british, any] = members as [GroupMember, GroupMember, GroupMember];
    const step = nextStep(recipient, OPEN, providersOf([german, retired(british), any]));
    expect(step.kind === 'deliver' && step.providers.map(({ id }) => id)).toEqual(['any']);
    expect(nextStep(recipient, OPEN, providersOf(members.map(retired)))).toEqual({
      kind: 'wait',
      reason: 'unavailable',
    });
    expect(providersOf([retired(german)]).get('german')?.id).toBe('german');
  });

  it('waits where all providers were deleted, and fails where none serves its country', () => {
    const recipient = { content: TEXT, permission: GRANTED };
    expect(nextStep(recipient, OPEN, providersOf([]))).toEqual({ kind: 'wait', reason: 'unavailable' });
    expect(nextStep(recipient, OPEN, providersOf(members.slice(0, 1)))).toEqual({
      kind: 'fail',
      reason: 'no_provider_for_country',
    });
  });
});
