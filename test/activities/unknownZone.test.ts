import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { createActivities } from '../../src/activities/createActivities.ts';
import { accountInput } from '../../src/domain/account/account.ts';
import { pastBehaviourInput } from '../../src/domain/campaign/campaign.ts';
import { FAILURES } from '../../src/domain/failures.ts';
import type { When } from '../../src/domain/schedule/whenSchema.ts';
import { storeOf } from '../../src/store/store.ts';
import { smtpServer, testMailer } from '../mail/support.ts';
import { freshDatabase } from '../support/database.ts';
import { instantSchedule } from '../support/sending.ts';

const { db } = freshDatabase();
const secretKey = Buffer.alloc(32, 1).toString('base64');
const store = storeOf(db, secretKey);
const now = new Date('2026-05-07T15:00:00Z');
const planning = { scheduledAt: now.toISOString(), notBefore: now.toISOString(), previous: null, runs: 0 };
let campaigns = 0;

interface Zones {
  readonly account?: string;
  readonly when?: string;
  readonly defaultZone?: string;
}

/** Zones as they are stored, past the checks of the API. */
async function stored(zones: Zones) {
  await store.account.replace(accountInput.parse({ alerts: { email: 'a@example.org' } }), now);
  if (zones.account) await db.collection('account').updateOne({}, { $set: { timeZone: zones.account } });
  await store.providerGroups.insert({ id: `g${++campaigns}`, input: { name: `g${campaigns}`, members: [] }, now });
  const when = {
    kind: 'recurring',
    rule: { kind: 'daily', every: 1 },
    time: '10:00',
    end: { kind: 'never' },
    zone: zones.when ?? 'account',
    ...(zones.defaultZone && { defaultZone: zones.defaultZone }),
  } as When;
  const body = { name: 'c', type: 'past_behaviour', when: { kind: 'now' }, who: { kind: 'everyone' } };
  const input = pastBehaviourInput.parse({ ...body, what: { template: 'Hi' }, providerGroupId: `g${campaigns}` });
  const campaignId = `c${campaigns}`;
  const rest = { status: 'scheduled', revision: 1, actions: [], createdAt: now, updatedAt: now } as const;
  await store.campaigns.insert({ _id: campaignId, ...input, when, ...rest });
  return campaignId;
}

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe('a campaign whose zone is stored but unknown', () => {
  it.each<[Zones, string]>([
    [{ account: 'PST' }, 'PST'],
    [{ account: 'PST', when: 'Europe/Paris' }, 'PST'],
    [{ when: 'IST' }, 'IST'],
    [{ when: 'profile', defaultZone: 'BST' }, 'BST'],
  ])('with %j is blocked for that reason: planning and opening fail for good', async (zones, named) => {
    const server = await smtpServer();
    const pool = undefined as never;
    const activities = createActivities({ store, pool, mailer: testMailer(server), publicUrl: undefined, secretKey });
    const campaignId = await stored(zones);
    const failure = await failureOf(activities.loadCampaign({ campaignId, planning }));
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({ nonRetryable: true, type: FAILURES.unknownZone });
    expect((failure as Error).message).toContain(`"${named}" is not a known time zone`);
    if (zones.account) {
      const opening = { campaignId, occurrence: 1, revision: 1, schedule: instantSchedule(now) };
      const opened = await failureOf(activities.openRun({ ...opening, startedAt: now.toISOString() }));
      expect(opened).toMatchObject({ nonRetryable: true, type: FAILURES.unknownZone });
    }
    const { type: failureType } = failure as ApplicationFailure;
    const at = now.toISOString();
    const of = { campaignId, occurrence: 1, at, failureType: failureType ?? null, done: 0, qualified: null };
    const { status } = await activities.sendAlert({ alert: { kind: 'run_blocked', ...of } });
    expect(status).toBe('sent');
    const text = server.received[0]?.mail.text;
    expect(text).toContain('a time zone, of the campaign or of the account, is not a known IANA time zone');
    expect(text).toContain('15:00 UTC');
  });
});
