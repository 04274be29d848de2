import type { Run } from '../../domain/campaign/run.ts';
import { memoize } from '../../domain/memoize.ts';
import { HOURS_OF_DAY } from '../../domain/schedule/bestTime.ts';
import { recipientZone } from '../../domain/schedule/due.ts';
import { localHours } from '../../domain/schedule/localHours.ts';
import type { Store } from '../../store/store.ts';
import type { QualifiedProfile } from './checkedProfiles.ts';

/** How many days before the start of the run count as activity. */
const ACTIVITY_DAYS = 90;

export interface Activity {
  /** How often each profile was active in each hour of its local day, without inactive profiles. Pages must come in ascending order of ids. */
  of(page: readonly QualifiedProfile[]): Promise<ReadonlyMap<string, readonly number[]>>;
  close(): Promise<void>;
}

/** Reads when the profiles of a best_time run were active; null for other runs. */
export function activityFor(store: Store, { schedule, startedAt }: Run): Activity | null {
  if (schedule.zone !== 'best_time') return null;
  const span = { from: new Date(startedAt.getTime() - ACTIVITY_DAYS * 86_400_000), to: startedAt };
  const times = store.events.times(span);
  const hourOf = localHours(span);
  const zoneOf = memoize((profileZone: string | null) => recipientZone(schedule, profileZone));
  return {
    async of(page) {
      const zones = new Map(page.map(({ _id, timeZone }) => [_id, zoneOf(timeZone)]));
      const activity = new Map<string, number[]>();
      await times.visit([...zones.keys()], (profileId, at) => {
        const hours = activity.get(profileId) ?? new Array<number>(HOURS_OF_DAY).fill(0);
        const hour = hourOf(at, zones.get(profileId) ?? schedule.defaultZone);
        hours[hour] = (hours[hour] ?? 0) + 1;
        activity.set(profileId, hours);
      });
      return activity;
    },
    close: () => times.close(),
  };
}
