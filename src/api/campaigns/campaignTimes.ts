import type { FieldProblem } from '../../domain/problems.ts';
import { toLocal } from '../../domain/schedule/localTime.ts';
import {
  checkZones,
  isMoved,
  nextOccurrence,
  type Occurrence,
  type Recurring,
  startDay,
} from '../../domain/schedule/occurrences.ts';
import { firstDay } from '../../domain/schedule/recurrence.ts';
import { HORIZON_YEARS, hasDayOfStart } from '../../domain/schedule/rruleText.ts';
import type { When } from '../../domain/schedule/whenSchema.ts';
import { UnknownZoneError } from '../../domain/zones.ts';

/** The runs that a campaign has had. */
export interface PastRuns {
  /** `local` of the latest run's occurrence; null without any. */
  readonly previous: string | null;
  readonly runs: number;
  /** The `when` that an edit replaces. Left out: none. */
  readonly replaced?: When;
}

export const NO_RUNS: PastRuns = { previous: null, runs: 0 };

export interface TimesQuery {
  readonly when: When;
  readonly accountZone: string;
  readonly now: Date;
  readonly past: PastRuns;
}

/** The next occurrences, at most `limit`, of a campaign that is scheduled at `now`. */
export function occurrencesFrom({ when, accountZone, now, past }: TimesQuery, limit: number): Occurrence[] {
  const found: Occurrence[] = [];
  let { previous } = past;
  while (found.length < limit) {
    const runs = past.runs + found.length;
    const { replaced } = found.length === 0 ? past : {};
    const next = nextOccurrence({ when, accountZone, scheduledAt: now, notBefore: now, previous, runs, replaced });
    if (next === null) break;
    found.push(next);
    previous = next.local;
  }
  return found;
}

/** The validation error of a zone that was stored and isn't known, of the account or the campaign; null: times can be computed. */
export function zoneProblem(when: When, accountZone: string): FieldProblem | null {
  try {
    checkZones({ when, accountZone });
    return null;
  } catch (error) {
    if (!(error instanceof UnknownZoneError)) throw error;
    return {
      field: '/when',
      got: `times in ${error.zone}, which is not a known time zone`,
      wanted: 'an IANA time zone, such as Europe/Paris, in the campaign and in the account (PUT /v1/account)',
    };
  }
}

/** The validation error of times that have all passed, or of one that would send a second message on the day of the last run. */
export function timesProblem(query: TimesQuery): FieldProblem | null {
  const { when, past } = query;
  if (when.kind === 'now') return past.runs === 0 ? null : SECOND_RUN_NOW;
  const moved = movedProblem(query);
  if (moved) return moved;
  if (occurrencesFrom(query, 1).length > 0) return null;
  switch (when.kind) {
    case 'at':
      return { field: '/when/at', got: gotAt(when.at, query), wanted: wantedAt(query) };
    case 'dates': {
      const got = when.dates.length === 1 ? 'a date and time that has passed' : 'dates and times that have all passed';
      return { field: '/when/dates', got, wanted: wantedDate(when, query) };
    }
    case 'recurring':
      return recurrenceProblem(when, query);
  }
}

/** If the time of the last run is moved to another hour of its day, recipients who have had their message would get a second one. */
function movedProblem({ when, accountZone, past: { previous, replaced } }: TimesQuery): FieldProblem | null {
  if (previous === null || (when.kind !== 'dates' && when.kind !== 'at')) return null;
  const times = when.kind === 'dates' ? when.dates : [toLocal(new Date(when.at), accountZone)];
  const index = times.findIndex(
    (local) => local > previous && isMoved(local, { when, accountZone, previous, replaced }),
  );
  const time = times[index];
  if (time === undefined) return null;
  return {
    field: when.kind === 'dates' ? `/when/dates/${index}` : '/when/at',
    got: `${time}, on the day of the last run (${previous})`,
    wanted:
      'a time on a later day: the run has begun and keeps its hour. For another message on that day, create another campaign',
  };
}

const SECOND_RUN_NOW: FieldProblem = {
  field: '/when/kind',
  got: '"now", which would immediately start another run',
  wanted: 'the times of further runs ("at", "dates", "recurring"). To send again immediately, create another campaign',
};

const gotAt = (at: string, { now }: TimesQuery): string =>
  Date.parse(at) < now.getTime() ? 'an instant that has passed' : 'an instant that is not after the last run';

const wantedAt = ({ now, accountZone, past: { previous } }: TimesQuery): string =>
  previous === null || previous < toLocal(now, accountZone)
    ? `one after ${now.toISOString()}`
    : `one after ${previous} in ${accountZone}`;

function wantedDate({ zone }: Extract<When, { kind: 'dates' }>, { now, accountZone, past }: TimesQuery): string {
  const isOneZone = zone !== 'profile' && zone !== 'best_time';
  const judged = isOneZone && zone !== 'account' ? zone : accountZone;
  const clock = toLocal(now, judged);
  const after = past.previous !== null && past.previous > clock ? past.previous : clock;
  return isOneZone
    ? `one after ${after} in ${judged}`
    : `one that has not passed in every time zone, such as one after ${after}`;
}

function recurrenceProblem(when: Recurring, query: TimesQuery): FieldProblem {
  const { end } = when;
  const { past } = query;
  if (end.kind === 'after' && past.runs >= end.runs) {
    return {
      field: '/when/end/runs',
      got: `${end.runs}, although the campaign has already had ${past.runs}`,
      wanted: `more than ${past.runs}`,
    };
  }
  const [next] = occurrencesFrom({ ...query, when: { ...when, end: { kind: 'never' } } }, 1);
  if (next && end.kind === 'on') {
    const day = next.local.slice(0, 10);
    return { field: '/when/end/date', got: `${end.date}, before the next matching day`, wanted: `${day} or later` };
  }
  return noDayProblem(when, startDay(when, query.now, query.accountZone));
}

function noDayProblem({ rule }: Recurring, start: string): FieldProblem {
  const wanted = `one that matches a day in the next ${HORIZON_YEARS} years`;
  if (rule.kind !== 'rrule' || !hasDayOfStart(rule.text) || firstDay(rule.text, start) !== null) {
    return { field: '/when/rule', got: `a rule that begins on ${start} and has no day to come`, wanted };
  }
  return {
    field: '/when/rule',
    got: `a rule that names no day, so that its day is that of its start, ${start}: a day that none of its months has`,
    wanted: `${wanted}: with BYMONTHDAY or BYDAY (BYMONTHDAY=-1 is the last day of a month), or with another start`,
  };
}
