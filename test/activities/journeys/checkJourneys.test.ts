import { expect, it } from 'vitest';
import { checkJourneys, checkSavedTexts, JourneyError } from '../../../src/activities/journeys/checkJourneys.ts';
import { defineJourney, type JourneySettings } from '../../../src/domain/journeys/journey.ts';
import type { SavedMessage } from '../../../src/domain/message/savedMessage.ts';
import { JOURNEYS } from '../../../src/workflows/journeys/registry.ts';

const journey = (settings: Partial<JourneySettings>) =>
  defineJourney(
    { name: 'cart', description: '', providerGroup: 'g', texts: { a: 'Hello' }, ...settings },
    async () => undefined,
  );

it('accepts the journeys that ship', () => {
  expect(() => checkJourneys(JOURNEYS)).not.toThrow();
});

it.each([
  [{ texts: { a: 'Hello {{ profile.name' } }, /^journey cart: text a, line 1, column \d+: /],
  [
    { texts: { a: '{{ event.cart }}' } },
    /text a, line 1, column 4: event\.cart is unknown; wanted: profile or lastEvent/,
  ],
  [{ texts: { a: '{{ prfile.name }}' } }, /prfile\.name is unknown; wanted: profile/],
  [{ name: 'The cart' }, /its name; wanted: a lowercase letter/],
  [{ providerGroup: '' }, /providerGroup is empty; wanted: the name of a provider group/],
  [{ startedBy: { event: '' } }, /startedBy; wanted: the name of an event/],
  [{ reentry: { afterDays: 0 } }, /reentry\.afterDays is 0; wanted: at least 1/],
  [{ dnd: [{ from: '00:00', to: '00:00', action: 'delay' }] } as const, /dnd; wanted: windows as of campaigns/],
])('refuses %j', (settings, wanted) => {
  expect(() => checkJourneys([journey(settings)])).toThrow(wanted);
  expect(() => checkJourneys([journey(settings)])).toThrow(JourneyError);
});

it('refuses two of one name, and names all that is wrong at once', () => {
  const wrong = journey({ texts: { a: '{{' } });
  expect(() => checkJourneys([wrong, wrong])).toThrow(/two of this name.*\n.*text a.*\n.*text a/);
});

it('refuses saved messages that are not there, or need an event that the journey has not', async () => {
  const store = {
    named: async (name: string) =>
      name === 'none' ? null : ({ template: name === 'plain' ? 'Hi' : '{{ event.cart }}' } as SavedMessage),
  };
  const check = (savedMessage: string, changes: Partial<JourneySettings> = {}) =>
    checkSavedTexts([journey({ texts: { a: { savedMessage } }, ...changes })], store);
  await check('plain');
  await check('about an event', { startedBy: { event: 'cart' } });
  await expect(check('none')).rejects.toThrow(
    /journey cart: text a: there is no saved message named "none"; wanted: one/,
  );
  await expect(check('about an event')).rejects.toThrow(
    /journey cart: text a, line 1, column 4: event\.cart is unknown/,
  );
});
