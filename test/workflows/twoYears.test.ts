import { beforeAll, describe, expect, it } from 'vitest';
import { freezeAudience } from '../../src/activities/audience/freezeAudience.ts';
import { campaignActivities } from '../../src/activities/campaigns.ts';
import type { Activities } from '../../src/activities/contract.ts';
import { accountInput } from '../../src/domain/account/account.ts';
import { pastBehaviourInput } from '../../src/domain/campaign/campaign.ts';
import { NO_MESSAGES } from '../../src/domain/campaign/progress.ts';
import { messageIdOf } from '../../src/domain/ids.ts';
import type { Batch } from '../../src/domain/message/batch.ts';
import { storeOf } from '../../src/store/store.ts';
import { campaignProgressQuery } from '../../src/workflows/messages.ts';
import { isWithin, MINUTE, wallClock } from '../domain/schedule/wallClock.ts';
import { freshDatabase } from '../support/database.ts';
import { executionsOf, serverTime } from '../support/executions.ts';
import { TEST_SECRET_KEY } from '../support/sending.ts';
import { accepted, fakeActivities, workflowTests } from '../support/workflows.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ACCOUNT_ZONE = 'Europe/Paris';

/** Zones that change their clocks on different days, or by half an hour, or never; the earliest and the latest zone. */
const ZONES = [
  'Europe/Paris',
  'America/New_York',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Africa/Cairo',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'UTC',
];

/** On Sundays no messages before noon, on Fridays none until the evening, and none in the account's own lunch time. */
const WINDOWS = [
  { from: '08:00', to: '12:00', days: ['SU'], zone: 'recipient', action: 'delay' },
  { from: '06:00', to: '18:30', days: ['FR'], zone: 'recipient', action: 'discard' },
  { from: '12:00', to: '13:00', days: ['MO', 'TU', 'WE', 'TH'], zone: 'account', action: 'delay' },
] as const;

interface Sent {
  readonly profileId: string;
  readonly runId: string;
  /** Milliseconds. */
  readonly at: number;
}

describe('two years of the 7th of each month, at 10:00 in the zone of each user, with DND', () => {
  const { db } = freshDatabase();
  const store = storeOf(db, TEST_SECRET_KEY);
  const { run, env } = workflowTests();
  const sent: Sent[] = [];
  let from = 0;
  let until = 0;

  beforeAll(async () => {
    await store.ensureIndexes();
    const now = new Date();
    await store.profiles.upsertMany(
      ZONES.map((timeZone, index) => ({ id: timeZone, phone: `+4477009000${index}0`, timeZone })),
      now,
    );
    await store.account.replace(accountInput.parse({ timeZone: ACCOUNT_ZONE, dnd: WINDOWS }), now);
    await store.providerGroups.insert({ id: 'grp_1', input: { name: 'group', members: [] }, now });

    from = await env().currentTimeMs();
    until = from + 2 * 366 * DAY;
    const real = campaignActivities({ store });
    const activities: Activities = {
      ...fakeActivities({ recipients: 0 }),
      loadCampaign: real.loadCampaign,
      openRun: real.openRun,
      batchSize: real.batchSize,
      // Nothing is written to the ledger here, by which the real one goes.
      finishRun: async ({ runId, status }) => {
        await store.runs.finish(runId, status, new Date());
        return NO_MESSAGES;
      },
      freezeAudience: async ({ runId }) => {
        const opened = await store.runs.get(runId);
        if (!opened) throw new Error(`no run ${runId}`);
        return await freezeAudience({ store, run: opened, signal: new AbortController().signal });
      },
      sendChunk: async (chunk) => {
        const batch = await db.collection<Batch>('batches').findOne({ _id: chunk.batchId });
        const skipped = new Set(batch?.skips?.map(({ key }) => key));
        for (const profileId of batch?.recipients ?? []) {
          if (!skipped.has(profileId)) sent.push({ profileId, runId: chunk.dispatchId, at: serverTime() });
        }
        return accepted(chunk);
      },
    };
    await run(activities, async (start, campaignId) => {
      await insertCampaign(campaignId, now);
      const handle = await start();
      // If time stood still, the wait would not end.
      await env().connection.withDeadline(Date.now() + 180_000, () => env().sleep(until + 3 * DAY - from));
      await executionsOf(env().client.workflow, handle);
      expect(await handle.query(campaignProgressQuery)).toMatchObject({ phase: 'scheduled' });
      await handle.terminate();
    });
  }, 240_000);

  it('has the due instants that a search minute by minute finds', () => {
    const expected = ZONES.flatMap((zone) => walked(zone, from, until)).sort();
    const found = sent.filter(({ at }) => at < until).map(({ profileId, at }) => `${profileId} ${minuteOf(at)}`);
    expect(found.sort()).toEqual(expected);
    expect(expected.length).toBeGreaterThan(20 * ZONES.length * (6 / 7));
  });

  it('sends each message once, and in the minute in which it is due', () => {
    const ids = sent.map(({ runId, profileId }) => messageIdOf(runId, profileId));
    expect(new Set(ids).size).toBe(ids.length);
    for (const { at } of sent) expect(at % MINUTE).toBeLessThan(MINUTE / 2);
  });

  it('includes both clock changes and messages that DND delays', () => {
    const hours = sent
      .filter(({ profileId }) => profileId === 'Europe/Paris')
      .map(({ at }) => new Date(at).getUTCHours());
    expect(new Set(hours)).toEqual(new Set([8, 9, 10, 11]));
  });

  async function insertCampaign(id: string, now: Date): Promise<void> {
    const input = pastBehaviourInput.parse({
      name: 'the 7th',
      type: 'past_behaviour',
      when: { kind: 'recurring', rule: { kind: 'monthly', day: 7 }, time: '10:00', zone: 'profile' },
      who: { kind: 'everyone' },
      what: { template: 'Hello' },
      providerGroupId: 'grp_1',
    });
    const stamps = { createdAt: now, updatedAt: now };
    await store.campaigns.insert({ ...input, _id: id, status: 'scheduled', revision: 1, actions: [], ...stamps });
  }
});

/** Minutes at which a recipient in the zone is to get a message, found minute by minute with local times. */
function walked(zone: string, from: number, until: number): string[] {
  const recipient = wallClock(zone);
  const account = wallClock(ACCOUNT_ZONE);
  const windowsAt = (at: number) =>
    WINDOWS.filter((window) => isWithin((window.zone === 'recipient' ? recipient : account)(at), window));
  const found: string[] = [];
  for (let at = Math.ceil(from / MINUTE) * MINUTE; at < until; at += MINUTE) {
    // It is the 7th in some zone only on the 6th, the 7th or the 8th in UTC.
    if (Math.abs(new Date(at).getUTCDate() - 7) > 1 || !isTheHour(recipient(at).local)) continue;
    let due = at;
    if (windowsAt(due).some(({ action }) => action === 'discard')) continue;
    while (windowsAt(due).length > 0) due += MINUTE;
    if (due < until) found.push(`${zone} ${minuteOf(due)}`);
  }
  return found;
}

/** No zone changes its clocks at 10:00. */
const isTheHour = (local: string): boolean => local.endsWith('-07T10:00');

const minuteOf = (at: number): string => new Date(at).toISOString().slice(0, 16);
