import { z } from 'zod';
import type { Journey } from '../../domain/journeys/journey.ts';
import { JOURNEY_STATES, type JourneyPerson, PERSON_STATUSES, PRESENT_STATUSES } from '../../domain/journeys/person.ts';
import type { PeopleCount } from '../../store/journeys/journeyPeople.ts';
import type { JourneyStateDocument } from '../../store/journeys/journeyStates.ts';
import { instant, orNull } from '../wire.ts';

const people = z.int();

export const journeyAnswer = z.strictObject({
  name: z.string().describe('as in the code of the journey'),
  description: z.string().describe('as in the code of the journey'),
  state: z
    .enum(JOURNEY_STATES)
    .describe(
      'running; paused: everybody is held before the next step; draining: nobody enters, and the people in it go on; stopped: nobody is in it',
    ),
  changedAt: instant.nullable().describe('when the state was last changed; null: never'),
  changedBy: z.string().nullable().describe('name of the API key that changed it'),
  startedBy: z.string().nullable().describe('name of the event that starts it; null: only the API does'),
  texts: z
    .record(
      z.string(),
      z.union([
        z.string(),
        z.strictObject({ savedMessage: z.string().describe('name of the saved message whose text it is') }),
      ]),
    )
    .describe('its texts by name, in Liquid'),
});

export const journeyProgressAnswer = journeyAnswer.extend({
  people: z
    .strictObject({
      entering: people.describe('those that have entered a moment ago'),
      active: people.describe('those that are in it'),
      held: people.describe('those that are in it, and wait because it is paused'),
      completed: people.describe('those that came to its end'),
      exited: people.describe('those that an event took out of it'),
      removed: people.describe('those that were taken out of it'),
      stopped: people.describe('those that were in it when it was stopped'),
      failed: people.describe('those that had too many steps'),
    })
    .describe('how many people there are, by where they are; each entry counts'),
  converted: people.describe('how many of those that have left it had reached its goal'),
  steps: z
    .array(
      z.strictObject({
        step: z.string().nullable().describe('such as wait: purchase; null: before the first step'),
        people: people.describe('how many are there now'),
      }),
    )
    .describe('where the people in it are, the most populated step first'),
  splits: z
    .array(
      z.strictObject({
        split: z.string().describe('name of the split'),
        branches: z
          .array(
            z.strictObject({
              branch: z.string().describe('name of the branch'),
              people: people.describe('how many were drawn it'),
              left: people.describe('how many of those have left the journey'),
              converted: people.describe('how many of those had reached the goal'),
            }),
          )
          .describe('by name'),
      }),
    )
    .describe('by name'),
});

export const journeyPersonAnswer = z.strictObject({
  id: z.string().describe('of this entry; derived from profile and entry'),
  journey: z.string().describe('name of the journey'),
  profileId: z.string().describe('the profile'),
  key: z.string().nullable().describe('under which the person is in the journey beside itself; null: none'),
  status: z.enum(PERSON_STATUSES).describe('active or held: in the journey; the others say how it ended'),
  step: z.string().nullable().describe('where the person is, or was at the end; null: before the first step'),
  since: instant.describe('since when the person is at the step'),
  branches: z.record(z.string(), z.string()).describe('drawn branches by the name of the split'),
  convertedAt: instant.nullable().describe('when the goal was reached, known at the end; null: it was not'),
  enteredAt: instant.describe('when the person entered'),
  endedAt: instant.nullable().describe('when the person left; null: has not'),
});

export const toJourneyAnswer = (
  { name, description, startedBy, texts }: Journey,
  { state, at, by }: JourneyStateDocument,
): z.input<typeof journeyAnswer> => ({
  name,
  description,
  state,
  changedAt: orNull(at),
  changedBy: by,
  startedBy: startedBy?.event ?? null,
  texts: { ...texts },
});

export function toProgressAnswer(
  journey: Journey,
  state: JourneyStateDocument,
  counts: readonly PeopleCount[],
): z.input<typeof journeyProgressAnswer> {
  const isIn = ({ status }: PeopleCount): boolean => PRESENT_STATUSES.some((one) => one === status);
  const left = counts.filter((one) => !isIn(one));
  const byStatus = totals(counts, ({ status }) => [status]);
  const names = [...new Set(counts.flatMap(({ branches }) => Object.keys(branches)))].sort();
  return {
    ...toJourneyAnswer(journey, state),
    people: Object.fromEntries(PERSON_STATUSES.map((status) => [status, byStatus.get(status) ?? 0])) as never,
    converted: sum(left.filter(({ hasConverted }) => hasConverted)),
    steps: [...totals(counts.filter(isIn), ({ step }) => [step])]
      .map(([step, people]) => ({ step, people }))
      .sort((a, b) => b.people - a.people),
    splits: names.map((split) => {
      const ofSplit = ({ branches }: PeopleCount): string[] => [branches[split] ?? []].flat();
      return {
        split,
        branches: [...totals(counts, ofSplit)].sort().map(([branch, people]) => {
          const drawn = left.filter(({ branches }) => branches[split] === branch);
          return {
            branch,
            people,
            left: sum(drawn),
            converted: sum(drawn.filter(({ hasConverted }) => hasConverted)),
          };
        }),
      };
    }),
  };
}

const sum = (counts: readonly PeopleCount[]): number => counts.reduce((total, { count }) => total + count, 0);

function totals<Key>(counts: readonly PeopleCount[], keysOf: (of: PeopleCount) => readonly Key[]): Map<Key, number> {
  const found = new Map<Key, number>();
  for (const one of counts) for (const key of keysOf(one)) found.set(key, (found.get(key) ?? 0) + one.count);
  return found;
}

export const toPersonAnswer = ({
  _id: id,
  journey,
  profileId,
  key,
  status,
  step,
  stepAt,
  branches,
  convertedAt,
  enteredAt,
  endedAt,
}: JourneyPerson): z.input<typeof journeyPersonAnswer> => ({
  id,
  journey,
  profileId,
  key,
  status,
  step,
  since: stepAt.toISOString(),
  branches: { ...branches },
  convertedAt: orNull(convertedAt),
  enteredAt: enteredAt.toISOString(),
  endedAt: orNull(endedAt),
});
