import { sortedMembership } from '../../store/segmentQuery/segmentQueryMembership.ts';
import { checkedProfiles } from './checkedProfiles.ts';
import type { FreezeContext } from './context.ts';
import type { Draw, EligibilityCheck } from './eligibilityCheck.ts';

export interface EarlierAttempts {
  readonly check: EligibilityCheck;
  readonly draw: Draw | null;
  /** The last profile that earlier attempts have checked. */
  readonly upToId: string;
  /** Ids of those that they have drawn, in ascending order. */
  readonly drawn: AsyncGenerator<readonly string[], void, void>;
}

/**
 * Restores in `check` the numbers of the profiles that earlier attempts have drawn, because later profiles may be duplicates of them. Only
 * drawn profiles count for a number: not profiles that have qualified since and are in no batch, and not duplicates, as the number's first
 * profile may have changed it since. Profiles that are not drawn are stored nowhere, and are found again by the draw.
 */
export async function rebuildDedup(
  context: FreezeContext,
  { check, draw, upToId, drawn }: EarlierAttempts,
): Promise<void> {
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
    const pages = checkedProfiles(context, { check, upToId, among });
    while (!(await pages.next()).done);
  } finally {
    await written.close();
  }
}
