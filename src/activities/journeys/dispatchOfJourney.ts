import type { Account } from '../../domain/account/account.ts';
import { effectiveDnd } from '../../domain/dnd/dnd.ts';
import { dndWindows } from '../../domain/dnd/dndSchema.ts';
import { effectiveQuietHours } from '../../domain/dnd/quietHours.ts';
import { journeyCampaignId, journeyDispatchId } from '../../domain/ids.ts';
import type { Journey } from '../../domain/journeys/journey.ts';
import type { JourneyPerson } from '../../domain/journeys/person.ts';
import { appliedLimits } from '../../domain/limits/profileLimits.ts';
import { type Dispatch, SIZES } from '../../domain/message/dispatch.ts';
import type { MemberOfGroup } from '../../domain/provider/provider.ts';
import type { TopicRule } from '../../domain/topics/topic.ts';

/** Behind single messages, ahead of campaigns. */
const PRIORITY = 2;
const MAX_SEGMENTS = 4;
const RESOLVE_WITHIN_SECONDS = 3600;

/** The dispatch of one text to one person, by the settings of journey and account as they are now. */
export function dispatchOfJourney(of: {
  readonly journey: Journey;
  readonly person: JourneyPerson;
  /** In Liquid. */
  readonly template: string;
  readonly ordinal: number;
  readonly expiresAt: Date | null;
  readonly members: readonly MemberOfGroup[];
  readonly topic: TopicRule | undefined;
  readonly account: Account;
  readonly now: Date;
}): Dispatch {
  const { journey, person, template, ordinal, expiresAt, members, topic, account, now } = of;
  const { name, tags = [], ignoreProfileLimits = false, dnd } = journey;
  const quietHours = effectiveQuietHours(journey.quietHours, account.quietHours);
  return {
    _id: journeyDispatchId(person._id, ordinal),
    campaignId: journeyCampaignId(name),
    runId: null,
    name,
    template: template.normalize('NFC'),
    addressed: { profileId: person.profileId, event: person.event, expiresAt },
    maxSegments: journey.maxSegments ?? MAX_SEGMENTS,
    members,
    windows: effectiveDnd(dnd && dndWindows.parse(dnd), account.dnd ?? undefined),
    ...(quietHours && { quietHours }),
    accountZone: account.timeZone,
    zoneFromNumber: account.zoneFromNumber || quietHours !== undefined,
    schedule: null,
    releasedAt: null,
    quotas: [],
    profileLimits: appliedLimits(account.profileLimits, { tags, ignoreProfileLimits, countForProfileLimits: true }),
    ...(topic && { topic }),
    onUncertain: journey.onUncertain ?? 'skip',
    resolveWithinSeconds: RESOLVE_WITHIN_SECONDS,
    validityPeriodSeconds: null,
    priority: PRIORITY,
    sizes: SIZES,
    startedAt: now,
    finishedAt: null,
  };
}
