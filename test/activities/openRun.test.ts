import { beforeAll, describe, expect, it } from 'vitest';
import { accountInput } from '../../src/domain/account/account.ts';
import type { SegmentCondition } from '../../src/domain/audience/segment.ts';
import { pastBehaviourInput } from '../../src/domain/campaign/campaign.ts';
import { FAILURES } from '../../src/domain/failures.ts';
import { storeOf } from '../../src/store/store.ts';
import { freshDatabase } from '../support/database.ts';
import { openedRun } from '../support/sending.ts';

const inParis: SegmentCondition = { kind: 'property', property: 'city', operator: 'equals', value: 'Paris' };
const to = (segmentId: string): SegmentCondition => ({ kind: 'segment', segmentId });
const not = (condition: SegmentCondition): SegmentCondition => ({ kind: 'not', condition });

describe('opening a run', () => {
  const { db } = freshDatabase();
  const store = storeOf(db, Buffer.alloc(32).toString('base64'));
  const at = new Date();
  let campaigns = 0;

  /** The run of a new campaign. */
  async function opened(who: unknown, more: object = {}) {
    const what = { template: 'Hi' };
    const body = { name: 'c', type: 'past_behaviour', when: { kind: 'now' }, who, what, providerGroupId: 'g', ...more };
    const campaignId = `c${++campaigns}`;
    const input = pastBehaviourInput.parse(body);
    await store.campaigns.insert({
      _id: campaignId,
      ...input,
      status: 'scheduled',
      revision: 1,
      actions: [],
      createdAt: at,
      updatedAt: at,
    });
    const { runId } = await openedRun(store, { campaignId, at });
    return await store.runs.get(runId);
  }

  beforeAll(async () => {
    await store.providerGroups.insert({ id: 'g', input: { name: 'g', members: [] }, now: at });
    const segment = { createdAt: at, updatedAt: at };
    await store.segments.insert({ _id: 'paris', name: 'Paris', condition: inParis, ...segment });
    await store.segments.insert({ _id: 'others', name: 'Others', condition: not(to('paris')), ...segment });
  });

  it('copies the conditions of saved segments, so that an edit doesn’t change the run', async () => {
    expect(await opened({ kind: 'segment', segmentId: 'others' })).toMatchObject({ condition: not(inParis) });
    const condition = not(to('others'));
    expect(await opened({ kind: 'condition', condition })).toMatchObject({ condition: not(not(inParis)) });
    expect(await opened({ kind: 'everyone' })).toMatchObject({ condition: 'everyone' });
  });

  it('copies the account’s quiet hours, or the campaign’s, and then has the zones of numbers', async () => {
    const everyone = { kind: 'everyone' };
    expect(await opened(everyone)).toMatchObject({ zoneFromNumber: false });
    expect(await opened(everyone)).not.toHaveProperty('quietHours');
    await store.account.replace(accountInput.parse({ quietHours: 'law' }), at);
    const run = await opened(everyone);
    expect(run).toMatchObject({ quietHours: 'law', zoneFromNumber: true });
    expect(await store.dispatches.get(run?._id ?? '')).toMatchObject({ quietHours: 'law', zoneFromNumber: true });
    expect(await opened(everyone, { quietHours: 'all' })).toMatchObject({ quietHours: 'all' });
    const off = await opened(everyone, { quietHours: 'off' });
    expect([off?.zoneFromNumber, off && 'quietHours' in off]).toEqual([false, false]);
    await store.account.replace(accountInput.parse({}), at);
    // A run that is open keeps its setting.
    expect((await store.runs.get(run?._id ?? ''))?.quietHours).toBe('law');
  });

  it('fails permanently if a referenced segment doesn’t exist', async () => {
    await expect(opened({ kind: 'condition', condition: not(to('gone')) })).rejects.toMatchObject({
      type: FAILURES.invalidDefinition,
      nonRetryable: true,
    });
  });
});
