import { describe, expect, it } from 'vitest';
import { refusalReason, waitAfterTrouble } from '../../../../src/activities/sending/delivery/deliver.ts';
import { nextStep } from '../../../../src/activities/sending/delivery/nextStep.ts';
import { type GroupMember, providersOf } from '../../../../src/activities/sending/providers/groupMember.ts';
import type { PooledProvider } from '../../../../src/activities/sending/providers/providerPool.ts';

describe('a provider in trouble', () => {
  const policy = { triesPerProvider: 3, backoffMs: 100, longestRetryAfterMs: 1000 };
  it.each([
    ['is tried again after a wait', { account: false, retryAfterMs: null }, 1, 100],
    ['is waited for longer each time', { account: false, retryAfterMs: null }, 2, 200],
    ['has had its tries', { account: false, retryAfterMs: null }, 3, null],
    ['says how long to wait', { account: false, retryAfterMs: 700 }, 1, 700],
    ['asks for too long a wait', { account: false, retryAfterMs: 1001 }, 1, null],
    ['has an account that no retry mends', { account: true, retryAfterMs: null }, 1, null],
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
  const text = {
    kind: 'text',
    to: '+447700900001',
    country: 'GB',
    text: 'Hi',
    encoding: 'GSM-7',
    segments: 1,
  } as const;
  const member = (id: string, countries?: readonly string[]): GroupMember => {
    return { provider: { id, isRetired: false } as PooledProvider, countries };
  };
  const members = [member('german', ['DE']), member('british', ['GB']), member('any')];
  const open = { kind: 'open' } as const;
  const granted = { kind: 'granted' } as const;
  const denied = { kind: 'denied', reason: 'run_limit', isSurelyUnsent: true, hasCaps: false } as const;
  const waiting = { kind: 'waiting', until: new Date(), reason: 'next_day' } as const;

  it.each([
    ['skip opted_out', { content: { kind: 'skipped', reason: 'opted_out' }, permission: granted }, open],
    ['fail too_long', { content: { kind: 'failed', reason: 'too_long', to: '+44' }, permission: granted }, open],
    ['skip after_end', { content: text, permission: granted }, { kind: 'discarding', reason: 'after_end' }],
    ['wait dnd', { content: text, permission: granted }, waiting],
    ['skip run_limit', { content: text, permission: { ...denied, final: true } }, open],
    ['wait limits', { content: text, permission: { ...denied, final: false } }, open],
    ['wait limits', { content: text, permission: { kind: 'held', bySending: 'now' } }, open],
  ] as const)('%s', (wanted, recipient, hoursState) => {
    const step = nextStep(recipient, hoursState, providersOf(members));
    expect('reason' in step ? `${step.kind} ${step.reason}` : step.kind).toBe(wanted);
  });

  it('is offered to the providers that serve its country, in order', () => {
    const step = nextStep({ content: text, permission: granted }, open, providersOf(members));
    expect(step.kind === 'deliver' && step.providers.map(({ id }) => id)).toEqual(['british', 'any']);
  });

  it('is offered to no provider that is retired', () => {
    const recipient = { content: text, permission: granted };
    const retired = (one: GroupMember): GroupMember => ({ ...one, provider: { ...one.provider, isRetired: true } });
    const [german, british, any] = members as [GroupMember, GroupMember, GroupMember];
    const step = nextStep(recipient, open, providersOf([german, retired(british), any]));
    expect(step.kind === 'deliver' && step.providers.map(({ id }) => id)).toEqual(['any']);
    expect(nextStep(recipient, open, providersOf(members.map(retired)))).toEqual({
      kind: 'wait',
      reason: 'unavailable',
    });
    expect(providersOf([retired(german)]).get('german')?.id).toBe('german');
  });

  it('waits where all providers were deleted, and fails where none serves its country', () => {
    const recipient = { content: text, permission: granted };
    expect(nextStep(recipient, open, providersOf([]))).toEqual({ kind: 'wait', reason: 'unavailable' });
    expect(nextStep(recipient, open, providersOf(members.slice(0, 1)))).toEqual({
      kind: 'fail',
      reason: 'no_provider_for_country',
    });
  });
});
