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
    const first = { ...paris, revision: 1, updatedAt: monday, zoneChangedAt: monday };
    expect(await store.replace(paris, monday)).toEqual({ account: first, zoneChange: true });
    await store.finishZoneChange(first);
    const again = { ...paris, profileLimits: [] };
    const second = { ...again, revision: 2, updatedAt: tuesday, zoneChangedAt: monday };
    expect(await store.replace(again, tuesday)).toEqual({ account: second, zoneChange: false });
    expect(await store.get()).toEqual(second);
    const mail = accountInput.parse({ alerts: { email: 'ada@example.com' } });
    await store.replace(mail, tuesday);
    expect(await store.get()).toEqual({ ...mail, revision: 3, updatedAt: tuesday, zoneChangedAt: tuesday });
    expect(await db.collection('account').countDocuments()).toBe(1);
  });

  it('is not replaced for a revision that it no longer has', async () => {
    const { revision } = await store.get();
    const [one, two] = [accountInput.parse({ fourEyes: true }), accountInput.parse({ zoneFromNumber: true })];
    expect(await store.replace(one, tuesday, { revision })).not.toBeNull();
    expect(await store.replace(two, tuesday, { revision })).toBeNull();
    expect(await store.get()).toMatchObject({ fourEyes: true, zoneFromNumber: false, revision: revision + 1 });
  });

  it('has its change of zone pending until the campaigns of that very revision are updated', async () => {
    const tokyo = accountInput.parse({ timeZone: 'Asia/Tokyo' });
    const first = await store.replace(tokyo, tuesday);
    const second = await store.replace(tokyo, tuesday);
    expect(second).toMatchObject({ zoneChange: true });
    if (first) await store.finishZoneChange(first.account);
    const third = await store.replace(tokyo, tuesday);
    expect(third).toMatchObject({ zoneChange: true });
    if (third) await store.finishZoneChange(third.account);
    expect(await store.replace(tokyo, tuesday)).toMatchObject({ zoneChange: false });
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
    // Each of them counts, so that none of two revisions are the same.
    expect(inputs.map((input) => ({ ...input, revision: 10, updatedAt: monday }))).toContainEqual(await store.get());
    expect(await db.collection('account').countDocuments()).toBe(1);
  });
});
