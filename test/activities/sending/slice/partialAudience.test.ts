import { describe, expect, it } from 'vitest';
import { messageIdOf } from '../../../../src/domain/ids.ts';
import type { Store } from '../../../../src/store/store.ts';
import { freshDatabase } from '../../../support/database.ts';
import { ACCEPT, scriptedProvider } from '../../../support/scriptedProvider.ts';
import { numbersOf, people, sendingSetup } from '../../../support/sending.ts';

/** Batches of two: the first one is sent while the other recipients are still being frozen. */
const sizes = { batch: 2, chunk: 2, slice: 2 };
const numberOf = (index: number): string => people(6)[index]?.phone ?? '';

const renumber = (store: Store, id: string, phone: string | null) => store.profiles.upsert({ id, phone }, new Date());

const reasonOf = async (store: Store, runId: string, id: string): Promise<string | null | undefined> =>
  (await store.messages.get(messageIdOf(runId, id)))?.reason;

describe('a batch that is sent before the rest of the audience is frozen', () => {
  const { db } = freshDatabase();

  const begun = async () => {
    await db.dropDatabase();
    const provider = scriptedProvider({ react: () => ACCEPT });
    const setup = await sendingSetup({
      db,
      profiles: people(6),
      providers: [provider],
      sizes,
      stopAfterBatches: 1,
    });
    const sendAll = async () => {
      for (const ordinal of [1, 2, 3]) expect(await setup.send({ ordinal })).toMatchObject({ state: 'done' });
    };
    return { ...setup, provider, sendAll };
  };

  it('sends to recipients whose number is the same', async () => {
    const { send, provider } = await begun();
    expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 2 } });
    expect(numbersOf(provider)).toEqual([numberOf(0), numberOf(1)]);
  });

  it('waits with a recipient whose number changed, since a later one may have that number', async () => {
    const { send, freezeRest, sendAll, store, provider, runId } = await begun();
    await renumber(store, 'p00000', numberOf(4));
    expect(await send()).toMatchObject({ state: 'later', counts: { accepted: 1 } });
    expect(numbersOf(provider)).toEqual([numberOf(1)]);
    await freezeRest();
    await sendAll();
    expect(numbersOf(provider).toSorted()).toEqual([1, 2, 3, 4, 5].map(numberOf));
    expect(await reasonOf(store, runId, 'p00000')).toBe('duplicate_number');
    expect(await reasonOf(store, runId, 'p00004')).toBeNull();
  });

  it('sends to that recipient in the end if nobody else has the number', async () => {
    const { send, freezeRest, sendAll, store, provider } = await begun();
    await renumber(store, 'p00000', '+447700900999');
    await send();
    await freezeRest();
    await sendAll();
    expect(numbersOf(provider)).toHaveLength(6);
    expect(numbersOf(provider)).toContain('+447700900999');
  });

  it.each([
    ['given away', '+447700900999'],
    ['lost', null],
  ])('sends once to a number that a recipient has %s after its message and a later one has got', async (_, phone) => {
    const { send, freezeRest, sendAll, store, provider, runId } = await begun();
    await send();
    await renumber(store, 'p00001', phone);
    await renumber(store, 'p00005', numberOf(1));
    await freezeRest();
    await sendAll();
    expect(numbersOf(provider).toSorted()).toEqual([0, 1, 2, 3, 4].map(numberOf));
    expect(await reasonOf(store, runId, 'p00005')).toBe('duplicate_number');
  });

  it('sends once to a number whose first profile was deleted after its message', async () => {
    const { send, freezeRest, sendAll, store, provider } = await begun();
    await send();
    await store.profiles.remove('p00001', new Date());
    await renumber(store, 'p00005', numberOf(1));
    await freezeRest();
    await sendAll();
    expect(numbersOf(provider).filter((to) => to === numberOf(1))).toHaveLength(1);
  });
});
