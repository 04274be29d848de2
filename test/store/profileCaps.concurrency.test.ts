import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { afterAll, describe, expect, it } from 'vitest';
import { type ProfileCapStore, profileCapStore } from '../../src/store/profileCaps.ts';
import { freshDatabase } from '../support/database.ts';
import { Crashed, crashingDb } from './crashingDb.ts';
import { seededRandom } from './seededRandom.ts';

const WORKERS = 4;
const CAMPAIGNS = ['a', 'b', 'c'];
const PROFILES = Array.from({ length: 48 }, (_, index) => `p${index}`);
const SLICE = 16;
const DAYS = ['2026-03-02', '2026-03-03'];
const WEEK = '2026-W10';
const PER_DAY = 2;
const PER_WEEK = 3;

interface Message {
  readonly messageId: string;
  readonly profileId: string;
  readonly day: string;
}

describe('three campaigns, whose four workers die, over the same profiles', () => {
  const { db, url, name } = freshDatabase();
  const clients = Array.from({ length: WORKERS }, () => new MongoClient(url));
  afterAll(() => Promise.all(clients.map((client) => client.close())));

  it('fill the cap of each profile exactly', { timeout: 60_000 }, async () => {
    const random = seededRandom(7);
    /** Written once; true: sent. */
    const ledger = new Map<string, boolean>();
    const refused = new Set<string>();
    let crashes = 0;
    let denials = 0;

    for (const day of DAYS) {
      const messages = CAMPAIGNS.flatMap((campaign) =>
        PROFILES.map((profileId): Message => ({ messageId: `${campaign}/${day}/${profileId}`, profileId, day })),
      );
      for (const { messageId } of messages) if (random() < 0.3) refused.add(messageId);
      const slices = Array.from({ length: messages.length / SLICE }, (_, index) =>
        messages.slice(index * SLICE, (index + 1) * SLICE),
      );
      const work = slices.map((slice) => ({ slice, busy: false }));
      const isOpen = ({ slice }: { slice: Message[] }): boolean => slice.some((one) => !ledger.has(one.messageId));

      await Promise.all(
        clients.map(async (client) => {
          while (work.some(isOpen)) {
            const free = work.filter((one) => isOpen(one) && !one.busy);
            const next = free[Math.floor(random() * free.length)];
            if (!next) {
              await sleep(1);
              continue;
            }
            next.busy = true;
            const own = client.db(name);
            const dies = random() < 0.6;
            const when = random() < 0.5 ? ('before' as const) : ('after' as const);
            const request = 1 + Math.floor(random() * 4);
            const caps = profileCapStore(dies ? crashingDb(own, { request, when }) : own);
            try {
              await attempt(next.slice, caps);
            } catch (error) {
              if (!(error instanceof Crashed)) throw error;
              crashes += 1;
            }
            next.busy = false;
          }
        }),
      );
    }

    async function attempt(slice: readonly Message[], caps: ProfileCapStore): Promise<void> {
      const open = slice.filter((one) => !ledger.has(one.messageId));
      const { granted, denied } = await caps.reserve(
        open.map(({ messageId, profileId, day }) => ({
          profileId,
          messageId,
          limits: [
            { periodKey: day, limit: PER_DAY },
            { periodKey: WEEK, limit: PER_WEEK },
          ],
        })),
      );
      await sleep(random() * 3);
      for (const { messageId } of open) {
        const denial = denied.get(messageId);
        if (granted.has(messageId)) ledger.set(messageId, !refused.has(messageId));
        // Final if all messages that fill the cap are sent: unresolved ones, and those that a dead worker left, may still make room.
        else if (denial?.heldBy.every((other) => ledger.get(other))) {
          ledger.set(messageId, false);
          denials += 1;
        }
      }
      await sleep(random() * 3);
      const periodsOf = ({ day }: Message): string[] => [day, WEEK];
      const unsent = open.filter(({ messageId }) => ledger.get(messageId) === false);
      await caps.release(unsent.map((one) => ({ ...one, periodKeys: periodsOf(one) })));
      // Messages that a dead worker didn't release are in the ledger as unsent.
      for (const { profileId, day } of open) {
        const left = [...denied.values()].flatMap(({ heldBy }) => heldBy).filter((id) => ledger.get(id) === false);
        const ofProfile = left.filter((id) => id.endsWith(`/${profileId}`));
        await caps.release(ofProfile.map((messageId) => ({ profileId, messageId, periodKeys: [...DAYS, day, WEEK] })));
      }
    }

    const sentOn = (profileId: string, day: string): number =>
      CAMPAIGNS.filter((campaign) => ledger.get(`${campaign}/${day}/${profileId}`)).length;
    const willing = (profileId: string, day: string): number =>
      CAMPAIGNS.filter((campaign) => !refused.has(`${campaign}/${day}/${profileId}`)).length;
    const [monday = '', tuesday = ''] = DAYS;
    for (const profileId of PROFILES) {
      const first = Math.min(PER_DAY, willing(profileId, monday));
      const second = Math.min(PER_DAY, willing(profileId, tuesday), PER_WEEK - first);
      expect([sentOn(profileId, monday), sentOn(profileId, tuesday)], profileId).toEqual([first, second]);
    }
    expect(crashes).toBeGreaterThan(0);
    expect(denials).toBeGreaterThan(20);
    const profiles = PROFILES.map((profileId) => ({ profileId, periodKey: monday }));
    for (const [profileId, count] of await profileCapStore(db).counts({ profiles })) {
      expect(count, profileId).toBeLessThanOrEqual(PER_DAY);
    }
  });
});
