import { withNumberZone } from '../../../domain/audience/numberZone.ts';
import { quietHoursOf } from '../../../domain/dnd/quietHours.ts';
import { batchIdOf, SINGLE_KEY } from '../../../domain/ids.ts';
import type { AddressedMessage } from '../../../domain/message/addressedMessage.ts';
import type { Dispatch } from '../../../domain/message/dispatch.ts';
import type { BatchPart } from '../../../store/batches.ts';
import { numberHash } from '../../../store/numberHash.ts';
import type { Store } from '../../../store/store.ts';

/** A message to one profile has no batch in the store: its hours are those of the profile as it is now. */
export async function addressedPart(
  { _id, accountZone, zoneFromNumber, quietHours: setting, startedAt }: Dispatch,
  { profileId }: AddressedMessage,
  { profiles }: Pick<Store, 'profiles'>,
): Promise<BatchPart> {
  const profile = await profiles.get(profileId);
  const quiet = profile && setting ? quietHoursOf(profile, setting) : null;
  const zone = profile && (zoneFromNumber ? withNumberZone(profile) : profile).timeZone;
  return {
    _id: batchIdOf(_id, 1),
    dispatchId: _id,
    recipients: [SINGLE_KEY],
    profileIds: [profileId],
    numbers: new Map(profile?.number ? [[SINGLE_KEY, numberHash(profile.number)]] : []),
    at: startedAt,
    zone: zone ?? accountZone,
    ...(quiet && { quietHours: quiet.windows }),
  };
}
