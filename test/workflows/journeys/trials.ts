import { defineJourney, type Journey, type Steps } from '../../../src/domain/journeys/journey.ts';
import { journeyWorkflowOf } from '../../../src/workflows/journeys/journeyWorkflow.ts';

const trial = (name: string, run: (steps: Steps<'a' | 'b'>) => Promise<void>): Journey =>
  defineJourney(
    { name, description: '', providerGroup: 'g', texts: { a: 'A', b: 'B {{ lastEvent.paid.amount }}' } },
    run,
  );

/** Waits for a payment of an hour's time, and says which one it was. */
export const waits = trial('waits', async (steps) => {
  await steps.sendSms('a');
  const paid = await steps.waitForEvent({ event: 'paid', within: '1 hour' });
  if (paid) await steps.sendSms('b');
});

export const waitsTwice = trial('waits-twice', async (steps) => {
  for (let paid = 0; paid < 2; paid += 1) {
    if ((await steps.waitForEvent({ event: 'paid', within: '1 day' })) === null) return;
  }
  await steps.sendSms('a');
});

export const sleepsAMonth = trial('sleeps-a-month', async (steps) => {
  steps.exitWhen({ event: 'gone', where: [{ property: 'really', operator: 'equals', value: true }] });
  await steps.sendSms('a');
  await steps.sleepFor('30 days');
  await steps.sendSms('a');
});

export const mornings = trial('mornings', async (steps) => {
  for (let day = 0; day < 4; day += 1) {
    await steps.sleepFor('2 hours');
    await steps.sleepUntilLocal('02:30');
    await steps.sendSms('a');
  }
});

export const forever = trial('forever', async (steps) => {
  for (;;) await steps.inSegment('vip');
});

export const asksAround = trial('asks-around', async (steps) => {
  const isPro = await steps.profile({ property: 'plan', operator: 'equals', value: 'pro' });
  if (isPro && (await steps.inSegment('vip'))) await steps.sendSms('a');
});

export const careless = trial('careless', async (steps) => {
  try {
    await steps.sleepFor('30 days');
  } catch {
    // A journey catches no errors: this one does.
  }
  await steps.sendSms('a');
});

export const journeyWorkflow = journeyWorkflowOf([
  waits,
  waitsTwice,
  sleepsAMonth,
  mornings,
  forever,
  asksAround,
  careless,
]);
