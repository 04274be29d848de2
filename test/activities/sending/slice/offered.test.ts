import { describe, expect, it } from 'vitest';
import { messageIdOf } from '../../../../src/domain/ids.ts';
import { barrier } from '../../../support/barrier.ts';
import { freshDatabase } from '../../../support/database.ts';
import { ACCEPT, scriptedProvider } from '../../../support/scriptedProvider.ts';
import { never, numbersOf, people, sendingSetup } from '../../../support/sending.ts';

const LATER = new Date(Date.now() + 1000);

describe('a text that is different after a crash', () => {
  const { db } = freshDatabase();

  it('is not sent: the original offer is resolved, and is in the ledger without a text', async () => {
    let isDead = false;
    const provider = scriptedProvider({ react: (_, n) => (isDead || n <= 2 ? ACCEPT : never), lookup: true });
    const campaign = { what: { template: 'Hello {{ profile.name }}', maxSegments: 1 } };
    const { send, store, runId, newPool } = await sendingSetup({
      db,
      profiles: people(3),
      providers: [provider],
      campaign,
    });
    void send({ pool: newPool(), store: { intents: { renew: () => never } } });
    await expect.poll(() => provider.requests.length).toBe(3);
    isDead = true;
    // The first two were sent: one gets another name, one another number. The third wasn't.
    await store.profiles.upsert({ id: 'p00000', properties: { name: 'Another' } }, LATER);
    await store.profiles.upsert({ id: 'p00001', phone: '+447700911111' }, LATER);

    await expect
      .poll(() => send({ pool: newPool() }), { timeout: 8000 })
      .toMatchObject({ state: 'done', counts: { accepted: 3 } });

    expect(numbersOf(provider)).toEqual(['+447700900000', '+447700900001', '+447700900002']);
    const ledger = await Promise.all(
      ['p00000', 'p00001', 'p00002'].map((key) => store.messages.get(messageIdOf(runId, key))),
    );
    expect(ledger).toMatchObject([
      { resolution: 'found', to: '+447700900000', text: null },
      { resolution: 'found', to: '+447700900001', text: null },
      { resolution: 'not_found', to: '+447700900002', text: 'Hello N2' },
    ]);
  });
});

describe('a message that was offered to one number and then to another, and is found by its receipt', () => {
  const { db } = freshDatabase();

  it('stands in the ledger without a number: nobody can tell to which of them it went', async () => {
    const provider = scriptedProvider({ react: () => never, lookup: true });
    const { send, store, runId, newPool } = await sendingSetup({ db, profiles: people(2), providers: [provider] });
    const dying = { intents: { renew: () => never } };
    void send({ pool: newPool(), store: dying });
    await expect.poll(() => provider.requests.length).toBe(2);
    await store.profiles.upsert({ id: 'p00000', phone: '+447700911111' }, LATER);
    await store.profiles.upsert({ id: 'p00001', properties: { name: 'Another' } }, LATER);
    // It dies with the intent, in which it offers what it has read.
    const claimed = barrier();
    const claim: typeof store.intents.claim = async (wanted) => {
      await store.intents.claim(wanted);
      claimed.open();
      return await never;
    };
    void send({ pool: newPool(), store: { intents: { claim } } });
    await claimed.passed;
    for (const key of ['p00000', 'p00001']) {
      const entry = {
        providerId: 'prv_0',
        providerMessageId: key,
        status: 'delivered',
        code: null,
        at: LATER,
      } as const;
      await store.receipts.record({ messageId: messageIdOf(runId, key), entry });
    }

    expect(await send({ pool: newPool() })).toMatchObject({ state: 'done', counts: { accepted: 2 } });
    const ledger = await Promise.all(['p00000', 'p00001'].map((key) => store.messages.get(messageIdOf(runId, key))));
    expect(ledger).toMatchObject([
      { resolution: 'receipt', to: null, text: null },
      { resolution: 'receipt', to: '+447700900001', text: null },
    ]);
  });
});

describe('a text that is another one, at a provider that is asked by sending again', () => {
  const { db } = freshDatabase();

  it('is not sent instead of the original one: the message is uncertain', async () => {
    let isDead = false;
    const provider = scriptedProvider({ react: () => (isDead ? ACCEPT : never), idempotent: true });
    const { send, store, newPool } = await sendingSetup({ db, profiles: people(2), providers: [provider] });
    void send({ pool: newPool(), store: { intents: { renew: () => never } } });
    await expect.poll(() => provider.requests.length).toBe(2);
    isDead = true;
    await store.profiles.upsert({ id: 'p00000', properties: { name: 'Another' } }, LATER);

    await expect
      .poll(() => send({ pool: newPool() }), { timeout: 8000 })
      .toMatchObject({ state: 'done', counts: { accepted: 1, uncertain: 1 } });
    expect(provider.ledger.map(({ text }) => text)).toEqual(['Hello N1']);
  });
});

describe('a recipient that was never offered a message', () => {
  const { db } = freshDatabase();

  it('is not in doubt after a crash, although the provider has no lookup', async () => {
    let isDead = false;
    const provider = scriptedProvider({ react: () => (isDead ? ACCEPT : never) });
    const [first, ...others] = people(3);
    const { send, store, newPool, runId } = await sendingSetup({
      db,
      profiles: [{ ...first, id: 'p00000', phone: null }, ...others],
      providers: [provider],
    });
    void send({ pool: newPool(), store: { intents: { renew: () => never } } });
    await expect.poll(() => provider.requests.length).toBe(2);
    isDead = true;

    await expect
      .poll(() => send({ pool: newPool() }), { timeout: 8000 })
      .toMatchObject({ state: 'done', counts: { uncertain: 2, skipped: 1 } });
    expect(await store.messages.get(messageIdOf(runId, 'p00000'))).toMatchObject({ reason: 'no_usable_number' });
  });
});

describe('a recipient whom no provider of the group serves', () => {
  const { db } = freshDatabase();

  it('was offered to none, and is in no doubt after a crash, whatever becomes of it meanwhile', async () => {
    let isDead = false;
    const provider = scriptedProvider({ react: () => (isDead ? ACCEPT : never) });
    const profiles = [
      ...people(1),
      ...['fr1', 'fr2', 'fr3'].map((id, index) => ({ id, phone: `+3363998000${index}` })),
    ];
    const campaign = { what: { template: 'Hello', maxSegments: 1 } };
    const countries = [['GB']];
    const { send, store, runId, newPool } = await sendingSetup({
      db,
      profiles,
      providers: [provider],
      countries,
      campaign,
    });
    void send({ pool: newPool(), store: { intents: { renew: () => never } } });
    await expect.poll(() => provider.requests.length).toBe(1);
    isDead = true;
    await store.profiles.optOut('fr1', { source: 'api', at: LATER });
    await store.profiles.upsert({ id: 'fr2', phone: '+447700955555' }, LATER);

    await expect
      .poll(() => send({ pool: newPool() }), { timeout: 8000 })
      .toMatchObject({ state: 'done', counts: { uncertain: 1, skipped: 1, accepted: 1, failed: 1 } });
    const reasonOf = async (id: string) => (await store.messages.get(messageIdOf(runId, id)))?.reason;
    expect(await reasonOf('fr1')).toBe('opted_out');
    expect(await reasonOf('fr3')).toBe('no_provider_for_country');
    expect(numbersOf(provider)).toEqual(['+447700955555']);
  });
});

describe('a provider that was deleted while an answer was open', () => {
  const { db } = freshDatabase();

  it('may have the message: no other provider sends it', async () => {
    const first = scriptedProvider({ react: () => never, lookup: true });
    const second = scriptedProvider({ react: () => ACCEPT, lookup: true });
    const { send, store, newPool } = await sendingSetup({ db, profiles: people(2), providers: [first, second] });
    void send({ pool: newPool(), store: { intents: { renew: () => never } } });
    await expect.poll(() => first.requests.length).toBe(2);
    await store.providers.remove('prv_0');

    await expect
      .poll(() => send({ pool: newPool() }), { timeout: 8000 })
      .toMatchObject({ state: 'done', counts: { uncertain: 2 } });
    expect(second.requests).toHaveLength(0);
  });
});
