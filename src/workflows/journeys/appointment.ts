import { defineJourney } from '../../domain/journeys/journey.ts';

/** Asks for a confirmation on the evening before an appointment, and once more in the morning if there was no answer. */
export const appointment = defineJourney(
  {
    name: 'appointment',
    description: 'Reminds of an appointment on the evening before, and asks for a YES.',
    providerGroup: 'journeys',
    startedBy: { event: 'appointment_booked' },
    reentry: { perValueOf: 'appointmentId' },
    texts: {
      reminder: 'Your appointment: {{ event.startsAt | date: "%-d %B, %H:%M" }}. Reply YES to confirm.',
      confirmed: 'Thank you, see you then!',
      lastCall: 'You have an appointment today at {{ event.startsAt | date: "%H:%M" }}. To move it, call us.',
    },
  },
  async (steps) => {
    steps.exitWhen({ event: 'appointment_cancelled', same: ['appointmentId'] });
    const startsAt = { of: 'event', property: 'startsAt' } as const;

    const evening = await steps.sleepUntilDate({ ...startsAt, before: '1 day', at: '18:00' });
    if (evening === 'reached') {
      await steps.sendSms('reminder', { expiresIn: '3 hours' });
      const saysYes = [{ property: 'saysYes', operator: 'equals', value: true } as const];
      if (await steps.waitForEvent({ event: 'reply', where: saysYes, within: '12 hours' })) {
        await steps.sendSms('confirmed');
        return;
      }
    }
    const morning = await steps.sleepUntilDate({ ...startsAt, before: '2 hours' });
    if (morning === 'reached') await steps.sendSms('lastCall', { expiresIn: '1 hour' });
  },
);
