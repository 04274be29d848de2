import { hashesOf, NO_HASH } from '../../store/numberHash.ts';
import { hashedIdsIn } from '../../store/recipientBytes.ts';
import type { FreezeContext } from './context.ts';

type Ids = AsyncGenerator<readonly string[], void, void>;

/** Ids of the recipients in the run's batches so far that are sent the message, in ascending order. */
export async function* drawnInBatches({ store, run }: FreezeContext): Ids {
  for await (const { recipients, numbers } of store.batches.audience(run._id)) {
    const hashes = hashesOf(numbers, recipients);
    yield recipients.filter((id) => hashes.get(id) !== NO_HASH);
  }
}

/** Ids of the recipients on the run's pages so far that are sent the message, in ascending order. Pages have them by groups. */
export async function* drawnOnPages({ store, run }: FreezeContext): Ids {
  for await (const { members } of store.audiencePages.allMembers(run._id)) {
    yield Object.values(members ?? {})
      .flatMap(hashedIdsIn)
      .sort();
  }
}
