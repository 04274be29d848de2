import { documentNotFound } from '../../domain/failures.ts';
import { DATED_FIELDS, DATES_AHEAD_MS, profileDates, profilesDue } from '../../domain/live/profileDates.ts';
import { qualifiedProfiles } from '../../store/segmentQuery/segmentQuery.ts';
import type { Store } from '../../store/store.ts';

interface SweepContext {
  readonly store: Store;
  readonly signal: AbortSignal;
  readonly tell: (details: { readonly triggers: number }) => void;
  /** Default: the clock. */
  readonly now?: () => Date;
}

/**
 * Inserts the triggers of a live campaign by a date of the profile that are due within the next 50 hours. A repetition inserts nothing twice. Profiles that
 * are written meanwhile have theirs inserted by whoever writes them.
 */
export async function sweepDates(
  campaignId: string,
  { store, signal, tell, now: clock = () => new Date() }: SweepContext,
): Promise<{ triggers: number }> {
  const [campaign, zones] = await Promise.all([store.campaigns.get(campaignId), store.account.get()]);
  if (campaign === null) throw documentNotFound('campaign', campaignId);
  if (campaign.type !== 'live' || campaign.when.kind !== 'profile_date') return { triggers: 0 };
  const { when } = campaign;
  const now = clock();
  const until = new Date(now.getTime() + DATES_AHEAD_MS);
  const triggersOf = profileDates({ campaignId, when, zones, now, until });
  const pages = qualifiedProfiles(store.db, profilesDue(when, { now, until }), { now, fields: DATED_FIELDS });
  let triggers = 0;
  for await (const page of pages) {
    signal.throwIfAborted();
    const found = page.flatMap(triggersOf);
    await store.triggers.insert(found);
    triggers += found.length;
    tell({ triggers });
  }
  return { triggers };
}
