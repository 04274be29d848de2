import type { Db } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { batchIdOf, messageIdOf } from '../../../../src/domain/ids.ts';
import type { Batch, PlannedSkip } from '../../../../src/domain/message/batch.ts';
import { freshDatabase } from '../../../support/database.ts';
import { ACCEPT, scriptedProvider } from '../../../support/scriptedProvider.ts';
import { never, numbersOf, people, reportFor, sendingSetup } from '../../../support/sending.ts';

const plan = (db: Db, runId: string, skips: readonly PlannedSkip[]) =>
  db.collection<Batch>('batches').updateOne({ _id: batchIdOf(runId, 1) }, { $set: { skips } });

describe('a recipient that is planned to be skipped', () => {
  const { db } = freshDatabase();

  it('gets a message with the reason, and reaches no provider', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const { send, store, runId } = await sendingSetup({ db, profiles: people(6), providers: [provider] });
    await plan(db, runId, [
      { key: 'p00000', reason: 'duplicate_number' },
      { key: 'p00001', reason: 'hour_passed' },
      { key: 'p00002', reason: 'after_end' },
      { key: 'p00003', reason: 'dnd' },
    ]);

    expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 2, skipped: 4 } });
    expect(numbersOf(provider)).toEqual(['+447700900004', '+447700900005']);
    expect((await reportFor(store, runId)).errorBucket.map(({ reason }) => reason)).toEqual([
      'after_end',
      'dnd',
      'duplicate_number',
      'hour_passed',
    ]);
    expect(await store.messages.get(messageIdOf(runId, 'p00001'))).toMatchObject({
      to: null,
      text: null,
      attempts: [],
    });
  });
});

describe('a recipient that is planned to be skipped, in a slice whose owner died', () => {
  const { db } = freshDatabase();

  it('is not in doubt, although the provider has no lookup', async () => {
    let died = false;
    const provider = scriptedProvider({ react: () => (died ? ACCEPT : never) });
    const { send, runId, newPool } = await sendingSetup({ db, profiles: people(3), providers: [provider] });
    await plan(db, runId, [{ key: 'p00001', reason: 'hour_passed' }]);
    void send({ pool: newPool() });
    await expect.poll(() => provider.requests.length).toBe(2);
    died = true;

    await expect
      .poll(() => send({ pool: newPool() }), { timeout: 5000 })
      .toMatchObject({ state: 'done', counts: { skipped: 1, uncertain: 2 } });
  });
});
