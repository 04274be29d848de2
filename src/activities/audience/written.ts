import { hashesOf, NO_HASH } from '../../store/numberHash.ts';
import { hashedIdsIn } from '../../store/recipientBytes.ts';
import type { FreezeContext } from './context.ts';

type Ids = AsyncGenerator<readonly string[], void, void>;

/** Who is to get the message, of those whom the run's batches have so far, in the order of ids. */
export async function* drawnInBatches({ store, run }: FreezeContext): Ids {
  for await (const { recipients, numbers } of store.batches.audience(run._id)) {
    const hashes = hashesOf(numbers, recipients);
    yield recipients.filter((id) => hashes.get(id) !== NO_HASH);
  }
}

/** The same of the run's pages, which have them by groups. */
export async function* drawnOnPages({ store, run }: FreezeContext): Ids {
  for await (const { members } of store.audiencePages.allMembers(run._id)) {
    yield Object.values(members ?? {})
      .flatMap(hashedIdsIn)
      .sort();
  }
}
