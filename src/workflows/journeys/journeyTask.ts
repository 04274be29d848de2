import { goingThroughPeople } from '../activities.ts';

export interface JourneyTaskInput {
  readonly taskId: string;
}

/** Lets the people of a segment enter a journey, or tells those in it of a decision. A crash costs no more than a page of people, which is repeated. */
export async function journeyTaskWorkflow({ taskId }: JourneyTaskInput): Promise<{ readonly people: number }> {
  return await goingThroughPeople(taskId).journeyTask({ taskId });
}
