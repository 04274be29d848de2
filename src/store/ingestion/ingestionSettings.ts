import type { Account } from '../../domain/account/account.ts';
import type { LiveCampaign } from '../../domain/campaign/campaign.ts';
import type { LiveWhenOf } from '../../domain/live/liveWhen.ts';
import type { ZoneSettings } from '../../domain/live/recipientClock.ts';
import { type LiveRules, liveRules } from '../../domain/live/rules.ts';
import { type Kept, keptFor } from './keptFor.ts';

/** How old the settings may be by which data is taken in. What this process has changed itself applies at once. */
const FRESH_MS = 1000;

/** What has to be known of each event and profile that comes in, without a question to the store for each. */
export interface IngestionSettings {
  readonly unknownProfiles: Account['unknownProfiles'];
  readonly zones: ZoneSettings;
  /** The rules of the live campaigns under way, by the campaign's id. */
  readonly rules: ReadonlyMap<string, RulesOfRevision>;
  /** The same by the name of the events that trigger them. */
  readonly byEvent: ReadonlyMap<string, readonly LiveRules[]>;
  /** Those whose messages are due by a date of an event and the profiles' own clocks. */
  readonly byClock: readonly LiveRules[];
  /** The live campaigns under way whose messages are due by a date of the profile. */
  readonly byDate: readonly { readonly campaignId: string; readonly when: LiveWhenOf<'profile_date'> }[];
}

interface RulesOfRevision extends LiveRules {
  readonly revision: number;
}

export const ingestionSettings = (store: {
  readonly account: { get(): Promise<Account> };
  readonly campaigns: { liveUnderWay(): Promise<LiveCampaign[]> };
}): Kept<IngestionSettings> =>
  keptFor(FRESH_MS, async (before) => {
    const [account, campaigns] = await Promise.all([store.account.get(), store.campaigns.liveUnderWay()]);
    return settingsOf(account, campaigns, before);
  });

/** Rules that are known by `before` are kept: reading the conditions of a campaign takes much longer than applying them. */
function settingsOf(
  { unknownProfiles, timeZone, zoneFromNumber }: Account,
  campaigns: readonly LiveCampaign[],
  before: IngestionSettings | null,
): IngestionSettings {
  const zones = { timeZone, zoneFromNumber };
  const areZonesKnown = before?.zones.timeZone === timeZone && before.zones.zoneFromNumber === zoneFromNumber;
  const rules = new Map<string, RulesOfRevision>();
  for (const campaign of campaigns) {
    const { _id, revision } = campaign;
    const known = areZonesKnown ? before.rules.get(_id) : undefined;
    rules.set(_id, known?.revision === revision ? known : { ...liveRules(campaign, zones), revision });
  }
  const byEvent = new Map<string, LiveRules[]>();
  for (const one of rules.values()) {
    if (one.triggeredBy !== null) byEvent.set(one.triggeredBy, [...(byEvent.get(one.triggeredBy) ?? []), one]);
  }
  return {
    unknownProfiles,
    zones,
    rules,
    byEvent,
    byClock: campaigns.flatMap(({ _id, when }) =>
      when.kind === 'event_date' && when.zone === 'profile' ? (rules.get(_id) ?? []) : [],
    ),
    byDate: campaigns.flatMap(({ _id: campaignId, when }) =>
      when.kind === 'profile_date' ? [{ campaignId, when }] : [],
    ),
  };
}
