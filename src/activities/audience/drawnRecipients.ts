import { hashedIdsIn } from '../../store/recipientBytes.ts';
import type { FreezeContext } from './context.ts';

/** Ids of the recipients on the run's pages so far that are sent the message, in ascending order. Pages have them by groups. */
export async function* drawnOnPages({ store, run }: FreezeContext): AsyncGenerator<readonly string[], void, void> {
  for await (const { members } of store.audiencePages.allMembers(run._id)) {
    yield Object.values(members ?? {})
      .flatMap(hashedIdsIn)
      .sort();
  }
}
