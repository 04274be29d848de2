import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FAILURES } from '../../../src/domain/failures.ts';
import { journeyTests } from '../../support/journeys.ts';
import * as trials from './trials.ts';

const { enter, env } = journeyTests({ workflowsPath: fileURLToPath(new URL('./trials.ts', import.meta.url)) });
const historyOf = async (workflowId: string) =>
  (await env().client.workflow.getHandle(workflowId).fetchHistory()).events ?? [];

describe('waitForEvent', () => {
  it('finds an event that came between the end of the text before and its own beginning', async () => {
    let paid = async (): Promise<void> => undefined;
    const ada = await enter(trials.waits, {
      send: async () => {
        // The person is quicker than the recording of the text; nobody waits for the event yet.
        await paid();
        paid = async () => undefined;
        return { status: 'accepted', reason: null };
      },
    });
    paid = () => ada.does('paid', { amount: 5 }, true);
    await ada.passes('1 minute');
    expect(ada.texts).toEqual(['A', 'B 5']);
  });

  it('takes an event whose signal was lost, when its time is over; none from after its time', async () => {
    const [ada, ben] = [await enter(trials.waits), await enter(trials.waits)];
    await ada.passes('30 minutes');
    await ada.does('paid', { amount: 7 }, true);
    await ada.passes('31 minutes');
    await ben.does('paid', { amount: 9 });
    expect([await ada.ended(), await ben.ended()]).toEqual(['completed', 'completed']);
    expect([ada.texts, ben.texts]).toEqual([['A', 'B 7'], ['A']]);
  });

  it('takes each event once, also of two at the same instant', async () => {
    const [ada, ben] = [await enter(trials.waitsTwice), await enter(trials.waitsTwice)];
    await ada.passes('1 hour');
    const at = new Date(await env().currentTimeMs());
    await ada.record('paid', { at });
    await ben.record('paid', { at });
    await ben.record('paid', { at });
    expect([await ada.ended(), await ben.ended()]).toEqual(['completed', 'completed']);
    expect([ada.texts, ben.texts]).toEqual([[], ['A']]);
  });
});

describe('exitWhen', () => {
  it('ends a sleep of 30 days at once, by an event that passes the tests', async () => {
    const ada = await enter(trials.sleepsAMonth);
    await ada.passes('10 days');
    await ada.does('gone', { really: false });
    await ada.passes('1 minute');
    expect(ada.person().status).toBe('active');
    await ada.does('gone', { really: true });
    await ada.passes('1 minute');
    expect(ada.person()).toMatchObject({ status: 'exited', step: 'sleep: 30 days' });
  });

  it('is found before the next text, if the signal was lost', async () => {
    const ada = await enter(trials.sleepsAMonth);
    await ada.passes('10 days');
    await ada.does('gone', { really: true }, true);
    expect(await ada.ended()).toBe('exited');
    expect(ada.texts).toEqual(['A']);
  });

  it('holds also in a journey that catches errors', async () => {
    const ada = await enter(trials.careless);
    await ada.passes('1 day');
    await ada.signal('leave');
    expect(await ada.ended()).toBe('removed');
    expect(ada.texts).toEqual([]);
  });
});

describe('an operator', () => {
  it('pauses a journey: everybody is held before the next step, until it goes on', async () => {
    const ada = await enter(trials.waits);
    await ada.passes('10 minutes');
    ada.state = 'paused';
    await ada.does('paid', { amount: 1 });
    await ada.passes('2 hours');
    expect([ada.person().status, ada.texts]).toEqual(['held', ['A']]);
    ada.state = 'running';
    await ada.signal('journeySteered');
    expect(await ada.ended()).toBe('completed');
    expect(ada.texts).toEqual(['A', 'B 1']);
  });

  it('stops a journey: nobody gets anything any more, whether told or not; drains it: all go on', async () => {
    const [told, untold, drained] = [
      await enter(trials.sleepsAMonth),
      await enter(trials.sleepsAMonth),
      await enter(trials.sleepsAMonth),
    ];
    await told.passes('1 day');
    told.state = 'stopped';
    untold.state = 'stopped';
    drained.state = 'draining';
    await told.signal('leave', { why: 'stopped' });
    await told.passes('1 minute');
    expect(told.person().status).toBe('stopped');
    expect([await untold.ended(), await drained.ended()]).toEqual(['stopped', 'completed']);
    expect([told.texts.length, untold.texts.length, drained.texts.length]).toEqual([1, 1, 2]);
  });

  it('moves a person on, only from the step that is meant', async () => {
    const ada = await enter(trials.sleepsAMonth);
    await ada.passes('1 day');
    await ada.signal('moveOn', { step: 'sleep: 3 days' });
    await ada.passes('1 minute');
    expect(ada.texts).toHaveLength(1);
    await ada.signal('moveOn', { step: 'sleep: 30 days' });
    await ada.passes('1 minute');
    expect(ada.texts).toHaveLength(2);
  });

  it('does not move a text that waits, which is tried again after longer and longer waits', async () => {
    let tries = 0;
    const send = async () => {
      tries += 1;
      return tries < 5 ? ('later' as const) : ({ status: 'accepted', reason: null } as const);
    };
    const ada = await enter(trials.waits, { send });
    await ada.passes('90 seconds');
    await ada.signal('moveOn');
    await ada.passes('20 seconds');
    expect([tries, ada.texts.length]).toEqual([2, 0]);
    expect(await ada.ended()).toBe('completed');
    expect([tries, ada.texts]).toEqual([5, ['A']]);
  });

  it('goes on when the store is back', async () => {
    const ada = await enter(trials.waits);
    const { journeyStep } = ada.activities;
    let calls = 0;
    Object.assign(ada.activities, {
      journeyStep: async (input: Parameters<typeof journeyStep>[0]) => {
        calls += 1;
        if (calls < 12) throw new Error('the store is away');
        return await journeyStep(input);
      },
    });
    expect(await ada.ended()).toBe('completed');
    expect([calls > 12, ada.texts]).toEqual([true, ['A']]);
  });

  it('sees in the Web UI where a person is, since when and why', async () => {
    const ada = await enter(trials.sleepsAMonth);
    await ada.passes('1 day');
    const { memo, searchAttributes } = await env().client.workflow.getHandle(ada.workflowId).describe();
    expect(memo).toMatchObject({ step: 'sleep: 30 days', why: 'sleeps', since: expect.any(String) });
    expect(searchAttributes).toMatchObject({ HeraldWaitReason: ['sleep: 30 days'], HeraldStatus: ['active'] });
    await ada.signal('leave');
  });
});

describe('the other steps', () => {
  it('sleepUntilLocal is right on the day of a clock change', async () => {
    const sent: string[] = [];
    const send = async () => {
      sent.push(new Date(await env().currentTimeMs()).toISOString().slice(0, 16));
      return { status: 'accepted', reason: null } as const;
    };
    const berlin = { timeZone: 'Europe/Berlin' };
    // The days before the clock change of the year in which the tests run, by the server's clock.
    const now = new Date(await env().currentTimeMs());
    const change = lastSunday(now.getUTCFullYear() + 1, 2);
    await env().sleep(change.getTime() - 34 * 3_600_000 - now.getTime());
    const ada = await enter(trials.mornings, { profile: berlin, send });
    expect(await ada.ended()).toBe('completed');
    const day = (ahead: number) => new Date(change.getTime() + ahead * 86_400_000).toISOString().slice(0, 10);
    // On the day itself 02:30 does not exist, and 03:30 is the same instant.
    expect(sent).toEqual([`${day(-1)}T01:30`, `${day(0)}T01:30`, `${day(1)}T00:30`, `${day(2)}T00:30`]);
  });

  it('sleepUntilLocal goes by the clock of a new home, if the person moves during the sleep', async () => {
    const now = await env().currentTimeMs();
    // In the afternoon, the next 02:30 is that of Berlin.
    await env().sleep(new Date(now + 86_400_000).setUTCHours(12, 0) - now);
    const ada = await enter(trials.mornings, { profile: { timeZone: 'Europe/Berlin' } });
    await ada.passes('3 hours');
    ada.profile.timeZone = 'America/New_York';
    while (ada.texts.length === 0) await ada.passes('10 minutes');
    const newYork = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/New_York', timeStyle: 'short' });
    expect(newYork.format(new Date(await env().currentTimeMs()))).toMatch(/^02:[34]/);
    await ada.signal('leave');
  });

  it('profile and inSegment say yes or no, and nothing of the person comes into the history', async () => {
    const properties = { plan: 'pro', secret: 'very-secret' };
    const [ada, ben] = [await enter(trials.asksAround, { profile: { properties } }), await enter(trials.asksAround)];
    ada.segments.add('vip');
    expect([await ada.ended(), await ben.ended()]).toEqual(['completed', 'completed']);
    expect([ada.texts, ben.texts]).toEqual([['A'], []]);
    const plain = (JSON.stringify(await historyOf(ada.workflowId)).match(/"data":"[^"]*"/g) ?? [])
      .map((payload) => Buffer.from(payload.slice(8, -1), 'base64').toString())
      .join('\n');
    expect(plain).toContain('asks-around');
    expect(plain).not.toMatch(/\+44|ada|very-secret/);
  });

  it('an opted-out person gets nothing, and the journey goes on', async () => {
    const ada = await enter(trials.sleepsAMonth, { profile: { optedOut: true } });
    expect(await ada.ended()).toBe('completed');
    expect(ada.texts).toEqual([]);
  });

  it('a journey without an end is ended after 500 steps', async () => {
    const ada = await enter(trials.forever);
    await expect(ada.ended()).rejects.toMatchObject({ cause: { type: FAILURES.tooManySteps } });
    expect(ada.person().status).toBe('failed');
    expect((await historyOf(ada.workflowId)).length).toBeLessThan(10_000);
  });
});

/** Of a month from 0, when the clocks of Europe change, at midnight UTC. */
function lastSunday(year: number, month: number): Date {
  const last = new Date(Date.UTC(year, month + 1, 0));
  return new Date(last.getTime() - last.getUTCDay() * 86_400_000);
}
