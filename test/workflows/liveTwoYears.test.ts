import { describe, expect, it } from 'vitest';
import type { LiveResult } from '../../src/activities/contract.ts';
import type { ProfileEvent } from '../../src/domain/audience/event.ts';
import type { LiveWhenOf } from '../../src/domain/live/liveWhen.ts';
import { DATES_AHEAD_MS, profileDates } from '../../src/domain/live/profileDates.ts';
import { liveRules } from '../../src/domain/live/rules.ts';
import { stopCampaignUpdate, triggersDueSignal } from '../../src/workflows/messages.ts';
import { atRest } from '../support/executions.ts';
import { liveArrivals } from '../support/liveArrivals.ts';
import { type Said, walkedBirthdays, walkedDue, walkedReminders } from '../support/walkedReminders.ts';
import { fakeActivities, workflowTests } from '../support/workflows.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const YEARS = 2 * 365;
const LIVE = { workflowType: 'liveWorkflow' } as const;
const by = { args: [{ by: 'marketing' }] as [{ by: string }] };
const zones = { timeZone: 'Europe/Paris', zoneFromNumber: false };
const definition = { _id: 'cmp_1', expireAfterSeconds: 86_400, actions: [] };
const profileIn = (timeZone: string, properties = {}) => ({ timeZone, number: null, country: null, properties });

/** To the minute: a timer is due a moment later than it says. */
const minuteOf = (at: number): number => Math.floor(at / MINUTE) * MINUTE;

describe('two years of a live campaign by dates', () => {
  const { run, env } = workflowTests();

  /** The campaign as its workflow carries it out, by the clock of the server that skips time. */
  function played(
    when: LiveWhenOf<'event_date' | 'profile_date'>,
    profileAt: (now: number) => ReturnType<typeof profileIn>,
  ) {
    const play = liveArrivals(liveRules({ ...definition, when }, zones));
    const activities = fakeActivities({ recipients: 0 });
    const usual = activities.sendLive;
    let looks = 0;
    return {
      play,
      looks: () => looks,
      activities: Object.assign(activities, {
        async sendLive(input: Parameters<typeof usual>[0]): Promise<LiveResult> {
          looks += 1;
          const now = await env().currentTimeMs();
          play.cut(new Date(now), () => profileAt(now));
          const next = Math.min(...[...play.waiting.values()].map(({ dueAt }) => dueAt.getTime()));
          const nextAt = Number.isFinite(next) ? new Date(next).toISOString() : null;
          return { ...(await usual(input)), nextAt, hasProfileDates: when.kind === 'profile_date' };
        },
        async sweepDates() {
          if (when.kind !== 'profile_date') return { triggers: 0 };
          const now = await env().currentTimeMs();
          const of = { campaignId: 'cmp_1', when, zones, now: new Date(now), until: new Date(now + DATES_AHEAD_MS) };
          const found = profileDates(of)({ _id: 'p', ...profileAt(now) });
          play.insert(found);
          return { triggers: found.length };
        },
      }),
    };
  }

  it('reminds of journeys whose dates are moved and cancelled, by people who move, as a walk over minutes does', async () => {
    const offsets = [{ days: -2 }, { days: -1, time: '02:30' }];
    const when: LiveWhenOf<'event_date'> = {
      ...{ kind: 'event_date', event: 'booked', property: 'travels', identifiedBy: 'booking' },
      ...{ offsets, time: '18:00', zone: 'profile', cancelledBy: { event: 'cancelled' } },
    };
    const start = minuteOf(await env().currentTimeMs());
    const day = (days: number): string => new Date(start + days * DAY).toISOString().slice(0, 10);
    // One journey for each week; each fourth is moved twice, and the one after it cancelled.
    const said = Array.from({ length: Math.floor(YEARS / 7) - 2 }, (_, week): Said[] => {
      const booking = `b${week}`;
      const at = start + 5 * MINUTE + week * 7 * DAY;
      const first = { id: `${booking}-1`, booking, at, date: day(week * 7 + 9) };
      if (week % 4 === 0) {
        return [
          first,
          { ...first, id: `${booking}-2`, at: at + DAY, date: day(week * 7 + 12) },
          { ...first, id: `${booking}-3`, at: at + 2 * DAY, date: day(week * 7 + 8) },
        ];
      }
      return week % 4 === 1 ? [first, { ...first, id: `${booking}-2`, at: at + 3 * DAY, date: null }] : [first];
    }).flat();
    const homes = ['Europe/Paris', 'America/New_York', 'Australia/Sydney', 'Pacific/Kiritimati'];
    const zoneAt = (now: number): string => homes[Math.floor((now - start) / (90 * DAY)) % homes.length] ?? 'UTC';
    const { play, activities, looks } = played(when, (now) => profileIn(zoneAt(now)));
    await run(
      activities,
      async (begin) => {
        const handle = await begin({ longestSleepMs: 30 * DAY });
        // What is said, and the moves: a profile that is written has what waits for it looked at.
        const moves = Array.from({ length: Math.floor(YEARS / 90) }, (_, n) => start + (n + 1) * 90 * DAY);
        for (const at of [...new Set([...said.map((one) => one.at), ...moves])].toSorted((a, b) => a - b)) {
          await env().sleep(at - (await env().currentTimeMs()));
          const now = new Date(at);
          play.receive(said.filter((one) => one.at === at).map(eventOf), now);
          if (moves.includes(at)) play.lookAgain('p', now);
          await handle.signal(triggersDueSignal, { at: now.toISOString() });
        }
        await env().sleep(start + YEARS * DAY - (await env().currentTimeMs()));
        await atRest(handle);
        await handle.executeUpdate(stopCampaignUpdate, by);
      },
      LIVE,
    );
    const sent = play.sent.map(({ trigger, at }) => ({
      id: trigger.event?.id ?? '',
      offset: trigger.offset ?? -1,
      at: minuteOf(at.getTime()),
    }));
    const walked = walkedReminders(
      said,
      offsets.map((one) => ({ time: '18:00', ...one })),
      zoneAt,
    );
    expect(sent).toEqual(walked);
    expect(sent.length).toBeGreaterThan(120);
    expect(looks()).toBeLessThan(1500);
  }, 180_000);

  it('wishes a happy birthday each year, on the day and at the hour of where the person lives', async () => {
    const when: LiveWhenOf<'profile_date'> = {
      ...{ kind: 'profile_date', property: 'born', yearly: true },
      ...{ offsets: [{ days: 0 }], time: '02:30', zone: 'profile' },
    };
    const start = await env().currentTimeMs();
    // At the night on which clocks are set forward in the year to come.
    const born = new Date('1980-03-28');
    const zoneAt = (): string => 'Europe/Paris';
    const { play, activities } = played(when, () => profileIn(zoneAt(), { born }));
    await run(
      activities,
      async (begin) => {
        const handle = await begin({ longestSleepMs: DAY });
        // Between two looks.
        await env().sleep((YEARS + 0.3) * DAY);
        await atRest(handle);
        await handle.executeUpdate(stopCampaignUpdate, by);
      },
      LIVE,
    );
    const end = start + (YEARS + 0.3) * DAY;
    const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
    const walked = walkedBirthdays('1980-03-28', dayOf(start), dayOf(end))
      .map((date) => walkedDue({ known: start, date }, { days: 0, time: '02:30' }, zoneAt))
      .filter((at) => at !== null && at <= end);
    expect(play.sent.map(({ at }) => minuteOf(at.getTime()))).toEqual(walked);
    expect(walked.length).toBeGreaterThan(0);
  }, 180_000);
});

const eventOf = ({ id, booking, at, date }: Said): ProfileEvent => ({
  _id: id,
  profileId: 'p',
  name: date === null ? 'cancelled' : 'booked',
  at: new Date(at),
  properties: { booking, ...(date !== null && { travels: new Date(date) }) },
});
