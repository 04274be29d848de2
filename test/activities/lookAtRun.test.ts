import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import { campaignActivities } from '../../src/activities/campaigns.ts';
import { createActivities } from '../../src/activities/createActivities.ts';
import type { Store } from '../../src/store/store.ts';
import { freshDatabase } from '../support/database.ts';
import { ACCEPT, REFUSE_RECIPIENT, scriptedProvider } from '../support/scriptedProvider.ts';
import { never, people, sendingSetup, TEST_SECRET_KEY } from '../support/sending.ts';

/** What a pause or a stop may wait for a look. */
const SOON_MS = 1500;

describe('a look at the ledger of a run', () => {
  const { db } = freshDatabase();

  it('counts its messages, and says why most of those failed that did', async () => {
    const provider = scriptedProvider({ react: (_, n) => (n <= 5 ? REFUSE_RECIPIENT : ACCEPT) });
    const nameless = people(8)
      .slice(6)
      .map((one) => ({ ...one, properties: {} }));
    const profiles = [...people(6), ...nameless, { ...people(9)[8], id: 'p00008', phone: null }];
    const { send, store, runId } = await sendingSetup({ db, profiles, providers: [provider] });
    await send();
    const run = { campaignId: 'cmp_1', revision: 0, runId };
    const failures = [
      { reason: 'refused_recipient', count: 5 },
      { reason: 'missing_value', count: 2 },
    ];
    const messages = { accepted: 1, failed: 7, skipped: 1, uncertain: 0 };
    const { lookAtRun, finishRun } = campaignActivities({ store });
    expect(await lookAtRun(run)).toMatchObject({ messages, failures });
    expect(await finishRun({ runId, status: 'completed' })).toMatchObject({ ...messages, failures });
  });
});

describe('a look at a ledger that takes long', () => {
  const { db } = freshDatabase();

  async function hangingLook() {
    const setup = await sendingSetup({ db, profiles: people(1), providers: [] });
    let isCounting = false;
    const countByReason: Store['messages']['countByReason'] = async () => {
      isCounting = true;
      return await never;
    };
    const store = { ...setup.store, messages: { ...setup.store.messages, countByReason } };
    const { lookAtRun, finishRun } = createActivities({
      store,
      pool: setup.newPool(),
      mailer: null,
      publicUrl: undefined,
      secretKey: TEST_SECRET_KEY,
    });
    const look = (revision: number) =>
      new MockActivityEnvironment().run(lookAtRun, { campaignId: 'cmp_1', revision, runId: setup.runId });
    return { store, look, finishRun, runId: setup.runId, isCounting: () => isCounting };
  }

  it('holds up neither a pause nor a stop', async () => {
    const { store, look, finishRun, runId, isCounting } = await hangingLook();
    const looking = look(0);
    await expect.poll(isCounting).toBe(true);
    const raisedAt = Date.now();
    await store.steering.raise('cmp_1', 1);
    expect(await looking).toEqual({ messages: null, providersDown: [], tookMs: 0 });
    // Nor one that comes before the look does.
    expect(await look(0)).toMatchObject({ messages: null });
    expect(Date.now() - raisedAt).toBeLessThan(SOON_MS);
    // Nor does its end wait for the counting.
    const stoppedAt = Date.now();
    expect(await finishRun({ runId, status: 'stopped' })).toBeNull();
    expect(Date.now() - stoppedAt).toBeLessThan(SOON_MS);
  });
});
