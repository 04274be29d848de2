import type { Db } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { dndWindow } from '../../src/domain/dnd/dndSchema.ts';
import { batchIdOf } from '../../src/domain/ids.ts';
import type { Batch } from '../../src/domain/message/batch.ts';
import type { Dispatch } from '../../src/domain/message/dispatch.ts';
import type { Occurrence } from '../../src/domain/schedule/occurrences.ts';
import { freshDatabase } from '../support/database.ts';
import { ACCEPT, scriptedProvider } from '../support/scriptedProvider.ts';
import { people, reportFor, sendingSetup } from '../support/sending.ts';

const day = (date: string, time: string): Date => new Date(`2026-05-${date}T${time}:00Z`);
const schedule = (late: Occurrence['late'], lastDate: string | null = null): Occurrence => ({
  local: '2026-05-07T10:00',
  zone: 'profile',
  defaultZone: 'UTC',
  late,
  lastDate,
  firstAt: day('06', '20:00').toISOString(),
  lastAt: day('07', '22:00').toISOString(),
});

/** 10:00 in Tokyo on the 7th, of a run that was approved at `releasedAt`. */
async function hold(db: Db, runId: string, changes: Partial<Dispatch>): Promise<void> {
  await db.collection<Dispatch>('dispatches').updateOne({ _id: runId }, { $set: changes });
  const batch = { zone: 'Asia/Tokyo', at: day('07', '01:00') };
  await db.collection<Batch>('batches').updateOne({ _id: batchIdOf(runId, 1) }, { $set: batch });
}

describe('a batch whose hour passed while its run waited for an approval', () => {
  const { db } = freshDatabase();
  const setup = async (changes: Partial<Dispatch>) => {
    await db.dropDatabase();
    const provider = scriptedProvider({ react: () => ACCEPT });
    const made = await sendingSetup({ db, profiles: people(70), providers: [provider] });
    await hold(db, made.runId, changes);
    return { ...made, provider };
  };
  const noon = (): Date => day('07', '12:00');

  it('is skipped with the policy skip', async () => {
    const { send, store, runId, provider } = await setup({ schedule: schedule('skip'), releasedAt: noon() });
    expect(await send({ now: noon })).toMatchObject({ state: 'done', counts: { skipped: 70 } });
    expect((await reportFor(store, runId)).errorBucket).toEqual([{ reason: 'hour_passed', count: 70 }]);
    expect(provider.requests).toHaveLength(0);
  });

  it('is sent now with the policy send_now', async () => {
    const { send } = await setup({ schedule: schedule('send_now'), releasedAt: noon() });
    expect(await send({ now: noon })).toMatchObject({ state: 'done', counts: { accepted: 70 } });
  });

  it('is sent at its hour on the next day with the policy next_day', async () => {
    const { send, provider } = await setup({ schedule: schedule('next_day'), releasedAt: noon() });
    const waiting = {
      state: 'later',
      reason: 'next_day',
      progressed: false,
      retryAfterMs: 0,
      resumeAt: day('08', '01:00').toISOString(),
    };
    expect(await send({ now: noon })).toMatchObject(waiting);
    expect(await send({ now: () => day('08', '00:59') })).toMatchObject(waiting);
    expect(provider.requests).toHaveLength(0);
    expect(await send({ now: () => day('08', '01:00') })).toMatchObject({ state: 'done', counts: { accepted: 70 } });
  });

  it('is not sent after the campaign’s last day', async () => {
    const ended = schedule('next_day', '2026-05-07');
    const { send, store, runId } = await setup({ schedule: ended, releasedAt: noon() });
    expect(await send({ now: noon })).toMatchObject({ state: 'done', counts: { skipped: 70 } });
    expect((await reportFor(store, runId)).errorBucket).toEqual([{ reason: 'after_end', count: 70 }]);
  });

  it('waits for the end of a window that contains its new hour', async () => {
    const windows = [dndWindow.parse({ from: '09:00', to: '11:00', days: ['FR'], action: 'delay', zone: 'recipient' })];
    const { send } = await setup({ schedule: schedule('next_day'), releasedAt: noon(), windows });
    expect(await send({ now: noon })).toMatchObject({ reason: 'next_day', resumeAt: day('08', '01:00').toISOString() });
    expect(await send({ now: () => day('08', '01:00') })).toMatchObject({
      reason: 'dnd',
      resumeAt: day('08', '02:00').toISOString(),
    });
    expect(await send({ now: () => day('08', '02:00') })).toMatchObject({ state: 'done', counts: { accepted: 70 } });
  });

  it('does not wait if all of its recipients are skipped anyway', async () => {
    const { send } = await setup({ schedule: schedule('next_day'), releasedAt: noon() });
    const skips = people(70).map(({ id }) => ({ key: id, reason: 'duplicate_number' as const }));
    await db.collection<Batch>('batches').updateOne({}, { $set: { skips } });
    expect(await send({ now: noon })).toMatchObject({ state: 'done', counts: { skipped: 70 } });
  });

  it('is on time within a quarter of an hour, and in a run that needed no approval', async () => {
    const soon = (): Date => day('07', '01:10');
    const { send } = await setup({ schedule: schedule('next_day'), releasedAt: soon() });
    expect(await send({ now: soon })).toMatchObject({ state: 'done', counts: { accepted: 70 } });
    const other = await setup({ schedule: schedule('next_day') });
    expect(await other.send({ now: noon })).toMatchObject({ state: 'done', counts: { accepted: 70 } });
  });
});
