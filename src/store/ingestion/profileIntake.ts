import type { ProfileInput } from '../../domain/audience/profile.ts';
import { DATES_AHEAD_MS, profileDates } from '../../domain/live/profileDates.ts';
import type { ProfileWriteOptions } from '../optOuts.ts';
import type { ProfileStore, WrittenProfile } from '../profiles.ts';
import type { IntakeServices } from './ingestion.ts';

/**
 * After a profile was written, its triggers that are due by its own clock are looked at again, since it may have another time zone; and those for its dates are inserted. Also
 * if nothing was changed: an earlier attempt may have ended in between. Where no campaign under way is due by profiles, nothing is read.
 */
export function profileIntake({ store, tell, onTriggers, now: clock }: IntakeServices) {
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
    if (byClock.length > 0) {
      await store.triggers.lookAgain({ campaignIds: byClock, profileIds, now });
      for (const campaignId of byClock) onTriggers(campaignId, now);
    }
    if (byDate.length > 0) {
      const until = new Date(now.getTime() + DATES_AHEAD_MS);
      const profiles = [...(await store.profiles.getMany(profileIds)).values()];
      const triggers = byDate.flatMap((campaign) => profiles.flatMap(profileDates({ ...campaign, zones, now, until })));
      await store.triggers.insert(triggers);
      tell(triggers);
    }
  }
}
