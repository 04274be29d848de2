import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../support/database.ts';
import { ACCEPT, scriptedProvider } from '../../../support/scriptedProvider.ts';
import { people, sendingSetup } from '../../../support/sending.ts';

describe('an error in one slice', () => {
  const { db } = freshDatabase();

  it('ends the chunk: nothing is sent after it, and sent messages are recorded', async () => {
    const provider = scriptedProvider({
      react: async (_, requestNumber) => {
        if (requestNumber === 10) throw new Error('a fault of ours');
        await sleep(50);
        return ACCEPT;
      },
      lookup: true,
    });
    const { send, store, runId } = await sendingSetup({ db, profiles: people(300), providers: [provider] });

    await expect(send()).rejects.toThrow('a fault of ours');

    const requests = provider.requests.length;
    expect(await store.messages.countByStatus(runId)).toEqual({ accepted: provider.ledger.length });
    // Long enough for the requests of another slice.
    await sleep(300);
    expect(provider.requests).toHaveLength(requests);
    expect(await send()).toMatchObject({ state: 'done', counts: { accepted: 300 } });
  });
});
