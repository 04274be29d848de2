import { isCancellation } from '@temporalio/workflow';
import type { Journey } from '../../domain/journeys/journey.ts';
import type { EndedStatus } from '../../domain/journeys/person.ts';
import { PersonSteps } from './personSteps.ts';

/** It says nothing of the person. */
export interface JourneyInput {
  readonly journey: string;
  readonly personId: string;
  /** Decides the branches of splits: of the journey and the profile. */
  readonly seed: number;
  /** When the person entered, or the event happened by which it did; ISO 8601. */
  readonly since: string;
}

/** The workflow that takes one person through one of the journeys. */
export const journeyWorkflowOf = (journeys: readonly Journey[]) =>
  async function journeyWorkflow(input: JourneyInput): Promise<EndedStatus> {
    const journey = journeys.find(({ name }) => name === input.journey);
    // No failure of Temporal's: so the workflow waits for a worker that has the journey.
    if (!journey) throw new Error(`this worker has no journey ${input.journey}`);
    return await takeThrough(journey, new PersonSteps(input));
  };

async function takeThrough(journey: Journey, steps: PersonSteps): Promise<EndedStatus> {
  try {
    await steps.scope.run(() => journey.run(steps));
    return await steps.leave('completed');
  } catch (error) {
    if (steps.hasTooMany) {
      await steps.leave('failed');
      throw error;
    }
    // An error in the code of a journey is no failure of Temporal's either: it waits for its correction.
    if (!isCancellation(error)) throw error;
    // Cancelled in the Web UI, unless the steps have ended themselves.
    return await steps.leave('removed');
  }
}
