import { expect, it } from 'vitest';
import { onboarding } from '../../../src/workflows/journeys/onboarding.ts';
import { journeyTests } from '../../support/journeys.ts';

const { enter } = journeyTests();

it('welcomes, and reminds twice if the account is not set up', async () => {
  const ada = await enter(onboarding, { profile: { properties: { name: 'Ada' } } });
  expect(await ada.ended()).toBe('completed');
  expect(ada.texts.map((text) => text.slice(0, 13))).toEqual(['Welcome, Ada!', 'Your account ', 'We keep your ']);
});

it('says when all is set, and leaves it at that', async () => {
  const ada = await enter(onboarding);
  await ada.passes('5 hours');
  await ada.does('account_set_up');
  expect(await ada.ended()).toBe('completed');
  expect(ada.texts.at(-1)).toBe('All set. Enjoy!');
});

it('ends with the account', async () => {
  const ada = await enter(onboarding);
  await ada.passes('2 days');
  await ada.does('account_closed');
  expect(await ada.ended()).toBe('exited');
  expect(ada.texts).toHaveLength(2);
});
