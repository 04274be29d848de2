import { describe, expect, it } from 'vitest';
import { freezeAudience } from '../../../src/activities/audience/freezeAudience.ts';
import type { Profile } from '../../../src/domain/audience/profile.ts';
import type { Run } from '../../../src/domain/campaign/run.ts';
import type { Batch } from '../../../src/domain/message/batch.ts';
import { hashesOf, NO_HASH, numberHash } from '../../../src/store/numberHash.ts';
import { storeOf } from '../../../src/store/store.ts';
import { Crashed, crashingDb } from '../../store/crashingDb.ts';
import { freshDatabase } from '../../support/database.ts';
import { batchesOf, crowd, occurrenceOf, peopled, person, runOf, SECRET_KEY, SMALL } from '../../support/freezing.ts';

const inOwnZones = occurrenceOf({ kind: 'dates', dates: ['2026-05-07T10:00'], zone: 'profile' });
const SHAPES: readonly [string, Partial<Run>][] = [
  ['due as one', {}],
  ['due by their own clocks', { schedule: inOwnZones }],
  ['drawn', { reach: { kind: 'percentage', percentage: 100 } }],
];

/** The profiles that are sent the message, by number. */
function holdersIn(batches: readonly Batch[], profiles: readonly Profile[]): Record<string, string[]> {
  const numbers = new Map(profiles.map(({ _id, number }) => [_id, number ?? '']));
  const holders: Record<string, string[]> = {};
  for (const { recipients, skips = [] } of batches) {
    for (const id of recipients.filter((one) => !skips.some(({ key }) => key === one))) {
      const number = numbers.get(id) ?? '';
      holders[number] = [...(holders[number] ?? []), id];
    }
  }
  return holders;
}

describe.each(SHAPES)('an audience that is %s, whose freezing is resumed', (name, more) => {
  const { db } = freshDatabase();
  const before = crowd(20, (index) =>
    index === 3 ? { number: '+4477700002' } : index === 2 ? { number: '+4477700002' } : {},
  );

  /** Freezes half of the audience, changes the profiles, freezes the rest. */
  async function frozenInTwo(runId: string, change: () => Promise<unknown>): Promise<Batch[]> {
    const store = await peopled(db, { profiles: before });
    const run = runOf(runId, more);
    await store.runs.open(run);
    const context = { run, signal: new AbortController().signal, sizes: SMALL };
    const halfway = async (): Promise<boolean> =>
      (await store.audiencePages.last(runId)) !== null || (await store.batches.last(runId)) !== null;
    for (let request = 1; !(await halfway()); request += 1) {
      const dying = storeOf(crashingDb(db, { request, when: 'before' }), SECRET_KEY);
      await freezeAudience({ ...context, store: dying }).catch((error: unknown) => {
        if (!(error instanceof Crashed)) throw error;
      });
    }
    await change();
    await freezeAudience({ ...context, store });
    return await batchesOf(db, runId);
  }

  const profiles = () => db.collection<Profile>('profiles');

  it('sends to the recipient with a number, not to a profile that has qualified since and is in no batch', async () => {
    const number = '+4477700019';
    const written = await frozenInTwo(`${name}/joined`, async () => {
      await profiles().insertOne(person('p000x', { number }));
      await profiles().updateOne({ _id: 'p019' }, { $set: { number } });
    });
    expect(written.flatMap(({ recipients }) => recipients)).not.toContain('p000x');
    expect(holdersIn(written, await profiles().find().toArray())[number]).toEqual(['p019']);
  });

  // Where all are due as one, the first profile may have been sent to under the number already.
  const isSentEarly = name === 'due as one';

  it(`${isSentEarly ? 'sends to nobody' : 'sends to the next profile'} under a number that its first profile has given away`, async () => {
    const number = '+4477700002';
    const written = await frozenInTwo(`${name}/changed`, async () => {
      await profiles().updateOne({ _id: 'p002' }, { $set: { number: '+4477700999' } });
      await profiles().updateOne({ _id: 'p019' }, { $set: { number } });
    });
    expect(holdersIn(written, await profiles().find().toArray())[number]).toEqual(isSentEarly ? undefined : ['p019']);
  });

  it('sends only once to a number that an earlier attempt has used', async () => {
    const written = await frozenInTwo(`${name}/shared`, () =>
      profiles().updateOne({ _id: 'p019' }, { $set: { number: '+4477700002' } }),
    );
    expect(holdersIn(written, await profiles().find().toArray())['+4477700002']).toEqual(['p002']);
  });

  it('stores the number of each recipient', async () => {
    const written = await frozenInTwo(`${name}/numbers`, () =>
      profiles().updateMany({ _id: { $in: ['p017', 'p018'] } }, { $set: { optedOut: true } }),
    );
    const hashes = new Map(written.flatMap(({ numbers, recipients }) => [...hashesOf(bytesOf(numbers), recipients)]));
    const wanted = before.map(({ _id, number }) => {
      const getsNothing = ['p003', 'p017', 'p018'].includes(_id);
      return [_id, getsNothing ? NO_HASH : numberHash(number ?? '')] as const;
    });
    expect(hashes).toEqual(new Map(wanted));
  });
});

/** By default the driver returns bytes in a wrapper of its own. */
const bytesOf = (bytes: unknown): Uint8Array => (bytes as { readonly buffer: Uint8Array }).buffer;
