import { describe, expect, it } from 'vitest';
import { sendChunk } from '../../../../src/activities/sending/chunk/sendChunk.ts';
import { preparedDispatches } from '../../../../src/activities/sending/preparedDispatches.ts';
import { batchIdOf, messageIdOf } from '../../../../src/domain/ids.ts';
import { type Dispatch, SIZES } from '../../../../src/domain/message/dispatch.ts';
import { numberHash, packHashes } from '../../../../src/store/numberHash.ts';
import { freshDatabase } from '../../../support/database.ts';
import { ACCEPT, LOST_AFTER_ACCEPTING, scriptedProvider } from '../../../support/scriptedProvider.ts';
import { people, QUICK, type SendingSetup, sendingSetup } from '../../../support/sending.ts';

/** A dispatch without a campaign: the steps of a journey. */
const DISPATCH: Dispatch = {
  _id: 'journey_1/welcome',
  campaignId: null,
  runId: null,
  name: 'Welcome',
  template: '{{ campaign.name }}, {{ profile.name }}',
  maxSegments: 1,
  members: [{ providerId: 'prv_0' }],
  windows: [],
  accountZone: 'UTC',
  zoneFromNumber: false,
  schedule: null,
  releasedAt: null,
  quotas: [{ key: 'journey/journey_1', limit: 3, isDaily: false, reason: 'total_limit' }],
  profileLimits: null,
  onUncertain: 'skip',
  resolveWithinSeconds: 60,
  validityPeriodSeconds: null,
  priority: 2,
  sizes: SIZES,
  startedAt: new Date(),
  finishedAt: null,
};

/** Recipient keys, each followed by its profile id. */
async function sendTo({ store, newPool }: SendingSetup, recipients: readonly (readonly [string, string])[]) {
  await store.dispatches.open(DISPATCH);
  const batchId = batchIdOf(DISPATCH._id, 1);
  const profiles = await store.profiles.getMany(recipients.map(([, profileId]) => profileId));
  await store.batches.insert({
    _id: batchId,
    dispatchId: DISPATCH._id,
    ordinal: 1,
    recipients: recipients.map(([key, profileId]) => `${key} ${profileId}`),
    isKeyed: true,
    counts: { qualified: recipients.length, reachable: recipients.length, optedOut: 0, noUsableNumber: 0 },
    at: new Date(),
    zone: 'UTC',
    numbers: packHashes(recipients.map(([, profileId]) => numberHash(profiles.get(profileId)?.number ?? ''))),
  });
  return await sendChunk(
    { dispatchId: DISPATCH._id, batchId, offset: 0, limit: recipients.length },
    {
      store,
      pool: newPool(),
      policy: QUICK,
      prepared: await preparedDispatches(store.dispatches)(DISPATCH._id),
      owner: 'worker',
      signal: new AbortController().signal,
      receiptUrl: null,
    },
  );
}

describe('a dispatch without a run', () => {
  const { db } = freshDatabase();

  it('sends one profile a message for each of its recipient keys, within its limit, and resolves each by its own key', async () => {
    // The first two answers are lost; both are found again, each for its own key.
    const provider = scriptedProvider({
      react: (_, requestNumber) => (requestNumber <= 2 ? LOST_AFTER_ACCEPTING : ACCEPT),
      lookup: true,
      lookupBy: 'to',
    });
    const setup = await sendingSetup({ db, profiles: people(2), providers: [provider] });
    const { store } = setup;
    const keys = ['p00000/day-1', 'p00000/day-2', 'p00001/day-1', 'p00001/day-2'];

    const sending = () =>
      sendTo(
        setup,
        keys.map((key) => [key, key.slice(0, 6)]),
      );

    // While the first three have only reserved their slots, the fourth one waits.
    expect(await sending()).toMatchObject({ state: 'later', reason: 'limits', counts: { accepted: 3 } });
    expect(await sending()).toMatchObject({ state: 'done', counts: { accepted: 3, skipped: 1 } });
    expect(provider.ledger.map(({ text }) => text)).toEqual(['Welcome, N0', 'Welcome, N0', 'Welcome, N1']);
    expect(provider.ledger.map(({ reference }) => reference)).toEqual(
      keys.slice(0, 3).map((key) => messageIdOf(DISPATCH._id, key)),
    );
    const messages = await Promise.all(keys.map((key) => store.messages.get(messageIdOf(DISPATCH._id, key))));
    expect(messages).toMatchObject([
      { dispatchId: DISPATCH._id, campaignId: null, profileId: 'p00000', resolution: 'found' },
      { profileId: 'p00000', resolution: 'found' },
      { profileId: 'p00001', status: 'accepted' },
      { profileId: 'p00001', status: 'skipped', reason: 'total_limit' },
    ]);
    const ids = messages.flatMap((message) => message?.providerMessageId ?? []);
    expect(new Set(ids).size).toBe(3);
    expect(await store.messages.countByStatus(DISPATCH._id)).toEqual({ accepted: 3, skipped: 1 });
  });
});
