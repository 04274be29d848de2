import { withNumberZone } from '../../../domain/audience/numberZone.ts';
import type { Profile } from '../../../domain/audience/profile.ts';
import { quietHoursOf } from '../../../domain/dnd/quietHours.ts';
import type { Dispatch } from '../../../domain/message/dispatch.ts';
import { usableZone } from '../limits/dispatchLimits.ts';
import { sendingHours } from './hours.ts';

export type QuietNumbers = (profile: Pick<Profile, 'number' | 'country' | 'timeZone'>) => boolean;

/**
 * Whether the quiet hours of a profile's number forbid a message now, or within the time that a message takes. Only for numbers that have changed since
 * the audience was frozen: the hours of a batch are those of the numbers that it was frozen with. Null if the dispatch heeds no quiet hours.
 */
export function quietNumbers(
  dispatch: Dispatch,
  { longestRequestMs, now }: { longestRequestMs: number; now: () => Date },
): QuietNumbers | null {
  const { quietHours: setting, accountZone } = dispatch;
  if (setting === undefined) return null;
  return (profile) => {
    const quiet = quietHoursOf(profile, setting);
    if (quiet === null) return false;
    const recipient = usableZone(withNumberZone(profile).timeZone, dispatch);
    const hours = sendingHours({
      windows: quiet.windows,
      zones: { recipient, account: accountZone },
      endsAt: null,
      longestRequestMs,
      lateness: { kind: 'on_time' },
      now,
    });
    return !hours.isOpen();
  };
}
