import { describe, expect, it } from 'vitest';
import { SIZES } from '../../../src/domain/message/dispatch.ts';
import { OPT_INS } from '../../../src/domain/topics/topic.ts';
import { estimateReach } from '../../../src/store/segmentQuery/reachEstimate.ts';
import type { Store } from '../../../src/store/store.ts';
import { freshDatabase } from '../../support/database.ts';
import { crowd, frozen, linesOf, occurrenceOf, peopled, person, runOf } from '../../support/freezing.ts';
import { confirmed, unsubscribed } from '../../support/topics.ts';

const numberAt = (index: number): string => person(`p${String(index).padStart(3, '0')}`).number ?? '';
const due = [
  ['at one time', occurrenceOf({ kind: 'at', at: '2026-05-07T08:00:00Z' })],
  ["in the profiles' zones", occurrenceOf({ kind: 'dates', dates: ['2026-05-07T10:00'], zone: 'profile' })],
] as const;
const reaches = [
  ['everyone', { kind: 'everyone' }],
  ['a share', { kind: 'percentage', percentage: 100 }],
  ['a number', { kind: 'number', number: 1000 }],
] as const;

/**
 * Nine people. 0 and 1 have the same number; 2 has opted out, 3 has no number and 4 is suppressed; 0, 1, 2, 4, 5, 6 are confirmed, 7 has
 * unsubscribed, and of 8 nothing is known.
 */
async function world(db: Parameters<typeof peopled>[0], topic: string): Promise<Store> {
  const profiles = crowd(9, (index) => ({
    optedOut: index === 2,
    timeZone: index % 2 === 0 ? 'Europe/Paris' : 'Asia/Kolkata',
    ...(index === 1 && { number: numberAt(0) }),
    ...(index === 3 && { number: null }),
  }));
  const store = await peopled(db, { profiles, suppressed: [numberAt(4)] });
  for (const index of [0, 2, 4, 5, 6]) await confirmed(store, topic, numberAt(index));
  await unsubscribed(store, topic, numberAt(7));
  return store;
}

describe.each(due)('an audience of a topic that is due %s', (_, schedule) => {
  describe.each(reaches)('and goes to %s', (__, reach) => {
    const { db } = freshDatabase();

    it.each(OPT_INS)('is counted with those who are not subscribed, as an estimate is: opt-in %s', async (optIn) => {
      const store = await world(db, optIn);
      const topic = { id: optIn, optIn };
      const run = runOf(`run ${optIn}`, { schedule, reach, topic, sizes: { ...SIZES, batch: 2 } });
      const { written, audience } = await frozen(store, run);
      const notSubscribed = optIn === 'not_needed' ? 1 : 2;
      const counts = { qualified: 9, reachable: 6 - notSubscribed, optedOut: 2, noUsableNumber: 1, notSubscribed };
      expect(audience).toEqual({ ...counts, ...(reach.kind !== 'everyone' && { notChosen: 0 }) });
      const recipients = written.flatMap((batch) => batch.recipients);
      expect(recipients.toSorted()).toEqual(crowd(9).map(({ _id }) => _id));
      expect(linesOf(written).join(' ')).toContain('p001(duplicate_number)');
      expect(await estimateReach(store, 'everyone', { now: new Date(), sampleSize: 9, topic })).toMatchObject({
        ...counts,
        duplicateNumbers: 1,
        recipients: 5 - notSubscribed,
        sample: ['p000', 'p005', 'p006', ...(optIn === 'not_needed' ? ['p008'] : [])],
      });
    });
  });

  describe('and draws a number', () => {
    const { db } = freshDatabase();

    it('draws among those who are subscribed', async () => {
      const store = await world(db, 'double');
      const reach = { kind: 'number', number: 2 } as const;
      const run = runOf('drawn', { schedule, reach, topic: { id: 'double', optIn: 'double' } });
      const { audience } = await frozen(store, run);
      expect(audience).toMatchObject({ reachable: 4, notSubscribed: 2 });
      const { notChosen = 0 } = audience;
      // Of three numbers one isn't drawn, which two profiles may have.
      expect([1, 2]).toContain(notChosen);
    });
  });
});
