import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import { campaignActivities } from '../../src/activities/campaigns.ts';
import { createActivities } from '../../src/activities/createActivities.ts';
import { FINAL_REVISION } from '../../src/domain/campaign/steeringRevision.ts';
import { batchIdOf } from '../../src/domain/ids.ts';
import { freshDatabase } from '../support/database.ts';
import { ACCEPT, scriptedProvider } from '../support/scriptedProvider.ts';
import { people, sendingSetup, TEST_SECRET_KEY } from '../support/sending.ts';

describe('the steering revision of a campaign', () => {
  const { db } = freshDatabase();

  it('is higher after each pause, also where the store had a higher one, and never as high as the final one', async () => {
    const { store } = await sendingSetup({ db, profiles: people(1), providers: [] });
    const { raiseSteeringRevision } = campaignActivities({ store });
    const raise = (revision: number) => raiseSteeringRevision({ campaignId: 'c', revision });
    expect(await raise(1)).toEqual({ revision: 1 });
    expect(await raise(2)).toEqual({ revision: 2 });
    // An execution that was reset comes to the same one again, while what was started with that may still be sent.
    expect(await raise(2)).toEqual({ revision: 3 });
    expect(await raise(1)).toEqual({ revision: 4 });
    expect((await store.steering.revisions(['c'])).get('c')).toBe(4);
    await store.steering.raise('c', FINAL_REVISION);
    expect(await raise(5)).toEqual({ revision: FINAL_REVISION });
    expect((await store.steering.revisions(['c'])).get('c')).toBe(FINAL_REVISION);
  });
});

describe('a chunk with a lower steering revision than its campaign has', () => {
  const { db } = freshDatabase();

  it('sends nothing, and says which one the campaign has', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const { store, newPool, runId } = await sendingSetup({ db, profiles: people(3), providers: [provider] });
    await store.steering.raise('cmp_1', 7);
    const { sendChunk } = createActivities({
      store,
      pool: newPool(),
      mailer: null,
      publicUrl: undefined,
      secretKey: TEST_SECRET_KEY,
    });
    const chunk = { campaignId: 'cmp_1', dispatchId: runId, batchId: batchIdOf(runId, 1), offset: 0, limit: 3 };
    const sent = (revision: number) => new MockActivityEnvironment().run(sendChunk, { ...chunk, revision });
    expect(await sent(3)).toMatchObject({ state: 'later', reason: 'interrupted', revision: 7 });
    expect(provider.requests).toEqual([]);
    expect(await sent(7)).toEqual({ state: 'done', counts: expect.objectContaining({ accepted: 3 }) });
  });
});
