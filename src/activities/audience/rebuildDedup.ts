import { sortedMembership } from '../../store/segmentQuery/segmentQueryMembership.ts';
import { judgedProfiles } from './checkedProfiles.ts';
import type { FreezeContext } from './context.ts';
import type { Draw, Judge } from './eligibilityCheck.ts';

export interface Recalled {
  readonly judge: Judge;
  readonly draw: Draw | null;
  /** The last one whom earlier attempts have judged. */
  readonly upToId: string;
  /** Those of them who are to get the message, in ascending order. */
  readonly drawn: AsyncGenerator<readonly string[], void, void>;
}

/**
 * Makes `judge` know the numbers again that earlier attempts have given the message to: who comes after them may have one of those. A
 * number counts under whoever is to get the message. Somebody who has joined since, and is in no batch, takes it from nobody; nor does a
 * duplicate, whose number the first to have it may have changed since. Those who aren't drawn are written nowhere, and follow from the draw.
 */
export async function recall(context: FreezeContext, { judge, draw, upToId, drawn }: Recalled): Promise<void> {
  const written = sortedMembership({
    next: async () => (await drawn.next()).value ?? null,
    close: async () => {
      await drawn.return();
    },
  });
  const among = async (ids: readonly string[]): Promise<boolean[]> => {
    const answers = await written.among(ids);
    return ids.map((id, index) => answers[index] === true || (draw !== null && !draw.includes(id)));
  };
  try {
    const pages = judgedProfiles(context, { judge, upToId, among });
    while (!(await pages.next()).done);
  } finally {
    await written.close();
  }
}
