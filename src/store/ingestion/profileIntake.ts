import type { ProfileInput } from '../../domain/audience/profile.ts';
import { DATES_AHEAD_MS, profileDates } from '../../domain/live/profileDates.ts';
import type { Trigger } from '../../domain/live/trigger.ts';
import type { ProfileWriteOptions } from '../optOuts.ts';
import type { ProfileStore, WrittenProfile } from '../profiles.ts';
import type { IntakeServices } from './ingestion.ts';
import type { IngestionSettings } from './ingestionSettings.ts';

/** By how much the local times of two zones may differ, in milliseconds. */
const ZONES_DIFFER_MS = 26 * 3_600_000;

/**
 * After a profile was written, the triggers for its dates are inserted; and those that are due by its own clock are looked at again, since it may have another time zone. They are found by
 * their ids, which are those that its dates and events would have now. Also if nothing was changed: an earlier attempt may have ended in between. Where no campaign under way is
 * due by dates, nothing is read.
 */
export function profileIntake({ store, tell, now: clock }: IntakeServices) {
  return {
    async upsert(input: ProfileInput, now: Date, options?: ProfileWriteOptions): ReturnType<ProfileStore['upsert']> {
      const written = await store.profiles.upsert(input, now, options);
      await follow([input.id]);
      return written;
    },

    async upsertMany(
      inputs: readonly ProfileInput[],
      now: Date,
      options?: ProfileWriteOptions,
    ): Promise<WrittenProfile[]> {
      const written = await store.profiles.upsertMany(inputs, now, options);
      await follow(inputs.filter((_, index) => written[index]?.outcome !== 'erased').map(({ id }) => id));
      return written;
    },
  };

  async function follow(profileIds: readonly string[]): Promise<void> {
    const { byClock, byDate, zones } = await store.ingestionSettings.get();
    if (profileIds.length === 0) return;
    const now = clock();
    const again: Trigger[] = [];
    if (byClock.length > 0) {
      const names = [...new Set(byClock.flatMap(({ triggeredBy }) => triggeredBy ?? []))];
      const events = [...(await store.events.ofProfiles(profileIds, names)).values()].flat();
      again.push(...byClock.flatMap(({ candidatesOf }) => events.flatMap((event) => candidatesOf(event, now))));
    }
    if (byDate.length > 0) {
      const profiles = [...(await store.profiles.getMany(profileIds)).values()];
      const until = new Date(now.getTime() + DATES_AHEAD_MS);
      const dueFrom = (from: Date, campaigns: IngestionSettings['byDate']): Trigger[] =>
        campaigns.flatMap((campaign) => profiles.flatMap(profileDates({ ...campaign, zones, now: from, until })));
      const own = byDate.filter(({ when }) => when.zone === 'profile');
      // A message may have been due by now in the zone that the profile has now.
      again.push(...dueFrom(new Date(now.getTime() - ZONES_DIFFER_MS), own));
      const triggers = dueFrom(now, byDate);
      await store.triggers.insert(triggers);
      tell(triggers);
    }
    await store.triggers.lookAgain(
      again.map(({ _id }) => _id),
      now,
    );
    tell(again.map((trigger) => ({ ...trigger, dueAt: now })));
  }
}
