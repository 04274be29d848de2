import { describe, expect, it } from 'vitest';
import { accountInput, DEFAULT_ACCOUNT } from '../../src/domain/account/account.ts';
import { accountStore } from '../../src/store/account.ts';
import { freshDatabase } from '../support/database.ts';

const monday = new Date('2026-03-02T10:00:00Z');
const tuesday = new Date('2026-03-03T10:00:00Z');

describe('the account', () => {
  const { db } = freshDatabase();
  const store = accountStore(db);

  it('has defaults until settings are saved, is replaced as a whole, and remains one document', async () => {
    expect(await store.get()).toEqual(DEFAULT_ACCOUNT);
    const paris = accountInput.parse({
      timeZone: 'Europe/Paris',
      profileLimits: [{ kind: 'calendar', max: 1, per: 'day' }],
    });
    expect(await store.replace(paris, monday)).toEqual({ ...paris, updatedAt: monday, zoneChangedAt: monday });
    const again = { ...paris, profileLimits: [] };
    expect(await store.replace(again, tuesday)).toEqual({ ...again, updatedAt: tuesday, zoneChangedAt: monday });
    expect(await store.get()).toEqual({ ...again, updatedAt: tuesday, zoneChangedAt: monday });
    const mail = accountInput.parse({ alerts: { email: 'ada@example.com' } });
    await store.replace(mail, tuesday);
    expect(await store.get()).toEqual({ ...mail, updatedAt: tuesday, zoneChangedAt: tuesday });
    expect(await db.collection('account').countDocuments()).toBe(1);
  });
});

describe('an account that several callers set for the first time', () => {
  const { db } = freshDatabase();
  const store = accountStore(db);

  it('has the settings of one of them, and no call fails', async () => {
    const inputs = Array.from({ length: 10 }, (_, index) =>
      accountInput.parse({ profileLimits: [{ kind: 'calendar', max: index + 1, per: 'day' }] }),
    );
    await Promise.all(inputs.map((input) => store.replace(input, monday)));
    expect(inputs.map((input) => ({ ...input, updatedAt: monday }))).toContainEqual(await store.get());
    expect(await db.collection('account').countDocuments()).toBe(1);
  });
});
