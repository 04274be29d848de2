import type { Db } from 'mongodb';
import { type NumericProperty, numericProperties } from '../../domain/audience/numericTests.ts';
import type { Profile } from '../../domain/audience/profile.ts';
import type { ResolvedCondition } from '../../domain/audience/segment.ts';
import { type EventDocument, eventsOf, idsOfName } from '../eventDocuments.ts';

/** How many profiles' events of a name are looked at. */
const SAMPLE = 200;

/**
 * The properties that a condition takes for numbers, and that hold texts at some profile or event: no test of a number holds for a text, so that the
 * condition selects nobody, or everybody where it is negated. Of events only the first are looked at.
 */
export async function textsForNumbers(
  db: Db,
  condition: ResolvedCondition | 'everyone',
): Promise<readonly NumericProperty[]> {
  const asked = numericProperties(condition);
  const answers = await Promise.all(
    asked.map(({ event, property }) => (event === null ? inProfiles(property) : inEvents(event, property))),
  );
  return asked.filter((_, index) => answers[index]);

  async function inProfiles(property: string): Promise<boolean> {
    const filter = { [`properties.${property}`]: { $type: 'string' } };
    return (await db.collection<Profile>('profiles').findOne(filter as never, { projection: { _id: 1 } })) !== null;
  }

  async function inEvents(name: string, property: string): Promise<boolean> {
    const [first, behind] = idsOfName(name);
    const found = db
      .collection<EventDocument>('events')
      .find({ _id: { $gte: first, $lt: behind } })
      .limit(SAMPLE);
    for (const event of eventsOf(await found.toArray())) {
      if (Object.hasOwn(event.properties, property) && typeof event.properties[property] === 'string') return true;
    }
    return false;
  }
}
