import { defineJourney } from '../../domain/journeys/journey.ts';

/** The three texts that a new customer gets, until the account is set up. */
export const onboarding = defineJourney(
  {
    name: 'onboarding',
    description: 'Welcomes new customers and reminds them twice to set up their account.',
    providerGroup: 'journeys',
    startedBy: { event: 'signed_up' },
    texts: {
      welcome: 'Welcome{% if profile.name %}, {{ profile.name }}{% endif %}! Set up your account in the app to begin.',
      reminder: 'Your account is almost ready: two steps are left in the app.',
      lastReminder: 'We keep your account until Sunday. Set it up in the app, or reply STOP.',
      done: 'All set. Enjoy!',
    },
  },
  async (steps) => {
    steps.exitWhen({ event: 'account_closed' });
    await steps.sendSms('welcome');
    const isSetUp = (within: '1 day' | '3 days') => steps.waitForEvent({ event: 'account_set_up', within });

    if (await isSetUp('1 day')) {
      await steps.sendSms('done');
      return;
    }
    await steps.sleepUntilLocal('10:00');
    await steps.sendSms('reminder');
    if (await isSetUp('3 days')) return;

    await steps.sleepUntilLocal('10:00', { days: ['MO', 'TU', 'WE', 'TH', 'FR'] });
    await steps.sendSms('lastReminder', { expiresIn: '8 hours' });
  },
);
