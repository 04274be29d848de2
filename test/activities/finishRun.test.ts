import { describe, expect, it } from 'vitest';
import { campaignActivities } from '../../src/activities/campaigns.ts';
import { messageIdOf } from '../../src/domain/ids.ts';
import { freshDatabase } from '../support/database.ts';
import { ACCEPT, scriptedProvider } from '../support/scriptedProvider.ts';
import { never, people, sendingSetup } from '../support/sending.ts';

describe('a run that is stopped after a worker died in the middle of a chunk', () => {
  const { db } = freshDatabase();

  it('has the receipts that came before their messages were written, and keeps those without a message', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const { send, store, runId, newPool } = await sendingSetup({ db, profiles: people(3), providers: [provider] });
    const report = (messageId: string) => {
      const providerMessageId = `id-of-${messageId}`;
      const entry = {
        providerId: 'prv_0',
        providerMessageId,
        status: 'delivered',
        code: null,
        at: new Date(),
      } as const;
      return store.receipts.record({ messageId, entry });
    };
    const messageId = messageIdOf(runId, 'p00001');
    const others = [messageIdOf(runId, 'unwritten'), messageIdOf(`${runId}0`, 'p00001')];
    for (const id of [messageId, ...others]) await report(id);
    const receiptUrl = (): string => 'http://127.0.0.1:9/';
    void send({ pool: newPool(), receiptUrl, store: { receipts: { applyEarly: () => never } } });
    await expect.poll(() => store.messages.countByStatus(runId)).toEqual({ accepted: 3 });

    const counts = await campaignActivities({ store }).finishRun({ runId, status: 'stopped' });
    expect(counts).toMatchObject({ accepted: 2, delivered: 1 });
    expect(await store.messages.get(messageId)).toMatchObject({ status: 'delivered' });
    expect([...(await store.receipts.early([messageId, ...others])).keys()].toSorted()).toEqual(others.toSorted());
  });
});
