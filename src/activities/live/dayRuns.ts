import { createHash } from 'node:crypto';
import type { Account } from '../../domain/account/account.ts';
import type { LiveCampaign } from '../../domain/campaign/campaign.ts';
import { dispatchOf } from '../../domain/campaign/dispatchOf.ts';
import type { AudienceCounts, Run } from '../../domain/campaign/run.ts';
import type { EndPhase } from '../../domain/campaign/status.ts';
import { SIZES, type Sizes } from '../../domain/message/dispatch.ts';
import { toLocalDate } from '../../domain/schedule/localTime.ts';
import type { Occurrence } from '../../domain/schedule/occurrences.ts';
import type { OpenRun } from '../../store/liveStates.ts';
import type { Store } from '../../store/store.ts';
import { newRun } from '../newRun.ts';
import { releaseFinished } from '../sending/limits/abandonedQuotas.ts';
import type { Pump } from './pump.ts';

/** The time zone of a live campaign's days. */
export const dayZoneOf = ({ zone }: Pick<LiveCampaign, 'zone'>, { timeZone }: Pick<Account, 'timeZone'>): string =>
  zone ?? timeZone;

interface Today {
  readonly campaign: LiveCampaign;
  readonly account: Account;
  readonly now: Date;
}

const NOBODY: AudienceCounts = { qualified: 0, reachable: 0, optedOut: 0, noUsableNumber: 0 };

/**
 * The run that triggers of an offset are cut for now. There is one for each local day, and a further one after an edit of the campaign, the account or the
 * provider group, since a run keeps the settings that it was opened with.
 */
export async function runOfToday(
  pump: Pump,
  store: Store,
  { campaign, account, now, offset }: Today & { readonly offset: number | null },
): Promise<{ readonly open: OpenRun; readonly run: Run }> {
  const day = toLocalDate(now, dayZoneOf(campaign, account));
  const template = offset === null ? undefined : offsetsOf(campaign)[offset]?.template;
  const worded =
    template === undefined ? campaign : { ...campaign, what: { template, maxSegments: campaign.what.maxSegments } };
  const sizes: Sizes = { ...SIZES, batch: SIZES.chunk };
  const runAt = (occurrence: number): Promise<Run> =>
    newRun(worded, account, {
      store,
      occurrence,
      schedule: scheduleOf(worded, account, day, now),
      startedAt: now,
      sizes,
    });
  const wanted = await runAt(pump.state.occurrence + 1);
  const fingerprint = fingerprintOf(wanted);
  const isWanted = (one: OpenRun): boolean =>
    one.offset === offset && one.day === day && one.fingerprint === fingerprint;
  const known = pump.state.runs.find(isWanted);
  if (known)
    return {
      open: known,
      run: pump.opened.get(known.runId) ?? (await opened(pump, store, await runAt(known.occurrence))),
    };
  const { _id: runId, occurrence } = wanted;
  const open: OpenRun = { runId, occurrence, day, offset, fingerprint, lastBatch: 0, audience: NOBODY };
  await pump.write({ occurrence, runs: [...pump.state.runs, open] });
  return { open, run: await opened(pump, store, wanted) };
}

/** The texts of offsets, of a campaign by date. */
const offsetsOf = ({ when }: Pick<LiveCampaign, 'when'>) => ('offsets' in when ? when.offsets : []);

/** Opens the run unless that was done before. It is stored before its dispatch, which follows from it. */
async function opened(pump: Pump, store: Store, run: Run): Promise<Run> {
  await store.runs.open(run);
  const stored = (await store.runs.get(run._id)) ?? run;
  await store.dispatches.open(dispatchOf(stored));
  pump.opened.set(stored._id, stored);
  return stored;
}

/** Ends the runs that no trigger is cut for any more and whose batches are done. With `status`, the campaign has ended, and all runs with it. */
export async function finishRuns(
  pump: Pump,
  store: Store,
  of: { readonly today: Today } | { readonly status: EndPhase; readonly now: Date },
): Promise<void> {
  const over = 'today' in of ? overRuns(pump, of.today) : pump.state.runs;
  const now = 'today' in of ? of.today.now : of.now;
  for (const { runId } of over) {
    await store.receipts.applyEarlyOf(runId);
    await store.runs.finish(runId, 'today' in of ? 'completed' : of.status, now);
    await store.dispatches.finish(runId, now);
    await releaseFinished(runId, store);
  }
  if (over.length > 0) await pump.write({ runs: pump.state.runs.filter((one) => !over.includes(one)) });
}

function overRuns(pump: Pump, { campaign, account, now }: Today): OpenRun[] {
  const day = toLocalDate(now, dayZoneOf(campaign, account));
  const { runs, batches } = pump.state;
  return runs.filter((one) => {
    const isReplaced = runs.some(({ offset, occurrence }) => offset === one.offset && occurrence > one.occurrence);
    return (one.day !== day || isReplaced) && !batches.some(({ batchId }) => batchId.startsWith(`${one.runId}/`));
  });
}

/** By the clock of the campaign's days; nothing is late, and nothing ends with the day. */
function scheduleOf(campaign: LiveCampaign, account: Account, day: string, now: Date): Occurrence {
  const at = now.toISOString();
  return {
    local: `${day}T00:00`,
    zone: dayZoneOf(campaign, account),
    defaultZone: account.timeZone,
    late: 'send_now',
    lastDate: null,
    firstAt: at,
    lastAt: at,
  };
}

/** The same for runs that differ in nothing but their times. */
function fingerprintOf({ _id, occurrence, dueAt, startedAt, schedule, ...settings }: Run): string {
  const { zone, defaultZone } = schedule;
  return digestOf({ ...settings, zone, defaultZone });
}

/** A short text that is equal for equal values, and hardly ever for others. */
export const digestOf = (value: object): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16);
