import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ended, firstReport, launch } from '../../dev/campaigns.ts';
import type { BehaviourInput } from '../../dev/simulator/config.ts';
import type { RunReport } from '../../src/client/operations.ts';
import { campaignTo, expectEverybodyOnce, importPeople, providerGroup, system } from '../support/system.ts';

const PEOPLE = 1500;

describe('everybody is reached by the second provider when the first', () => {
  const herald = system();
  const cases: readonly {
    name: string;
    scenario: number;
    first: BehaviourInput;
    check: (report: RunReport) => void;
  }[] = [
    {
      name: 'is dead from the start',
      scenario: 1,
      first: { mode: 'die' },
      check: ({ failovers, lostAnswers }) => {
        expect(failovers).toBeGreaterThan(0);
        expect(lostAnswers).toMatchObject({ found: 0, uncertain: 0 });
      },
    },
    {
      name: 'throttles',
      scenario: 2,
      first: { mode: 'throttle', perSecond: 20 },
      check: ({ failovers }) => expect(failovers).toBeGreaterThan(0),
    },
    {
      name: 'hangs, which lookups settle',
      scenario: 3,
      first: { mode: 'hang', afterMessages: 300 },
      check: ({ lostAnswers }) => expect(lostAnswers.not_found).toBeGreaterThan(0),
    },
    {
      name: 'answers 503',
      scenario: 4,
      first: { mode: 'unavailable', afterMessages: 100 },
      check: ({ failovers, lostAnswers }) => {
        expect(failovers).toBeGreaterThan(0);
        expect(lostAnswers.not_found).toBe(0);
      },
    },
    {
      name: 'has bad credentials',
      scenario: 5,
      first: { mode: 'badCredentials' },
      check: ({ failovers }) => expect(failovers).toBeGreaterThan(0),
    },
  ];

  it.for(cases)('$name', async ({ name, scenario, first, check }) => {
    await importPeople(herald, scenario, PEOPLE);
    const { groupId, providerIds } = await providerGroup(herald, [
      { kind: 'twilio', name: `first-${scenario}` },
      { kind: 'http', name: `second-${scenario}` },
    ]);
    await herald.simulator().behave(`first-${scenario}`, first);
    const report = await ended(herald.herald(), await launch(herald.herald(), campaignTo(scenario, groupId)), {
      timeoutMs: 120_000,
    });
    await expectEverybodyOnce(herald, { scenario, count: PEOPLE, report, providerIds });
    expect((await herald.simulator().stats()).providers[`second-${scenario}`]?.accepted, name).toBeGreaterThan(
      PEOPLE / 2,
    );
    check(report);
  });

  it('dies in the middle: messages in flight are resolved when it is back', async () => {
    await importPeople(herald, 6, PEOPLE);
    const { groupId, providerIds } = await providerGroup(herald, [
      { kind: 'twilio', name: 'dying' },
      { kind: 'http', name: 'heir' },
    ]);
    await herald.simulator().behave('dying', { mode: 'die', afterMessages: 600 });
    const campaignId = await launch(herald.herald(), campaignTo(6, groupId));
    // Who was not in the air when it died is sent through the other one meanwhile.
    const accepted = async (): Promise<number> => (await herald.simulator().stats()).providers.heir?.accepted ?? 0;
    await expect.poll(accepted, { timeout: 60_000 }).toBeGreaterThan(PEOPLE - 600 - 3 * 64 * 4);
    await herald.simulator().behave('dying', { mode: 'ok' });
    const report = await ended(herald.herald(), campaignId, { timeoutMs: 120_000 });
    await expectEverybodyOnce(herald, { scenario: 6, count: PEOPLE, report, providerIds });
  });

  it('refuses recipients: they are in the error bucket, without failover and without effect on its breaker', async () => {
    await importPeople(herald, 7, PEOPLE);
    const { groupId } = await providerGroup(herald, [
      { kind: 'twilio', name: 'refusing' },
      { kind: 'http', name: 'unused' },
    ]);
    await herald.simulator().behave('refusing', { mode: 'refuseRecipients', share: 0.5 });
    const report = await ended(herald.herald(), await launch(herald.herald(), campaignTo(7, groupId)), {
      timeoutMs: 60_000,
    });
    const { refusing, unused } = (await herald.simulator().stats()).providers;
    expect(unused?.requests).toBe(0);
    expect(refusing?.requests, 'asked for each, once: the breaker stayed closed').toBe(PEOPLE);
    expect(report.errorBucket).toEqual([{ reason: 'refused_recipient', count: refusing?.refused }]);
    expect(report).toMatchObject({ sent: refusing?.accepted, failovers: 0, notYet: 0 });
    expect(report.byStatus.failed).toBeGreaterThan(PEOPLE / 4);
  });

  it('is dead and the second one too: the batch waits, and finishes when one is back', async () => {
    await importPeople(herald, 8, PEOPLE);
    const { groupId, providerIds } = await providerGroup(herald, [
      { kind: 'twilio', name: 'both-first' },
      { kind: 'http', name: 'both-second' },
    ]);
    await herald.simulator().behave('both-first', { mode: 'die' });
    await herald.simulator().behave('both-second', { mode: 'unavailable' });
    const campaignId = await launch(herald.herald(), campaignTo(8, groupId));
    await sleep(5000);
    expect(await firstReport(herald.herald(), campaignId)).toMatchObject({ sent: 0, notYet: PEOPLE });
    expect((await herald.herald().getCampaign({ campaignId })).status).toBe('running');
    await herald.simulator().behave('both-second', { mode: 'ok' });
    const report = await ended(herald.herald(), campaignId, { timeoutMs: 120_000 });
    await expectEverybodyOnce(herald, { scenario: 8, count: PEOPLE, report, providerIds });
  });
});
