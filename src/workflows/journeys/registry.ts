import type { Journey } from '../../domain/journeys/journey.ts';
import { abandonedCart } from './abandonedCart.ts';
import { appointment } from './appointment.ts';
import { onboarding } from './onboarding.ts';

/** All journeys: one that is listed here can be started. */
export const JOURNEYS: readonly Journey[] = [onboarding, abandonedCart, appointment];
