import { Binary, type Db } from 'mongodb';
import { messageIdOf, sliceOfIntent } from '../../domain/ids.ts';
import type { Batch } from '../../domain/message/batch.ts';
import type { Dispatch } from '../../domain/message/dispatch.ts';
import type { Intent } from '../intents.ts';
import { HASH_SIZE, NO_HASH } from '../numberHash.ts';
import { offersWithout } from '../offers.ts';
import type { Traces } from './traces.ts';

/** Whether the person is a recipient of a dispatch that has not ended, or may become one. */
export async function isRecipientNow(
  db: Db,
  { profileId, numbers }: Pick<Traces, 'profileId' | 'numbers'>,
  removedAt: Date,
): Promise<boolean> {
  const runs = db.collection<{ _id: string; status: string; startedAt: Date; finishedAt: Date | null }>('runs');
  const freezing = { status: 'freezing', finishedAt: null, startedAt: { $lte: removedAt } };
  if ((await runs.findOne(freezing, { projection: { _id: 1 } })) !== null) return true;
  const dispatchIds = [...new Set((await batchesOf(db, profileId)).map(({ dispatchId }) => dispatchId))];
  const dispatches = db.collection<Dispatch>('dispatches');
  const open = await dispatches.findOne(
    {
      finishedAt: null,
      $or: [
        { _id: { $in: dispatchIds } },
        { 'request.profileId': profileId },
        { 'request.to': { $in: [...numbers] } },
        { 'addressed.profileId': profileId },
      ],
    },
    { projection: { _id: 1 }, promoteBuffers: true },
  );
  return open !== null;
}

/**
 * Replaces the person in the frozen audiences of dispatches that have ended, with the key that its messages have then, and removes the hash of the
 * number and the offers to it. The batches come last: they tell where the offers are.
 */
export async function eraseRecipient(db: Db, traces: Traces, tell: () => void): Promise<void> {
  const { profileId, pseudonym } = traces;
  const batches = db.collection<Batch>('batches');
  const receipts = db.collection<{ _id: string }>('receipts');
  const found = db.collection<{ _id: string; messageId: string }>('providerMessageIds');
  for (const { _id, dispatchId } of await batchesOf(db, profileId)) {
    tell();
    const batch = await batches.findOne({ _id }, { promoteBuffers: true });
    if (batch === null) continue;
    for (const [index, recipient] of batch.recipients.entries()) {
      const key = keyOf(batch, recipient, profileId);
      if (key === null) continue;
      await eraseOffers(db, batch, index);
      const messageId = messageIdOf(dispatchId, key);
      await receipts.deleteOne({ _id: messageId });
      // Of one that has no message.
      await found.updateMany({ messageId }, { $set: { messageId: messageIdOf(dispatchId, pseudonym) } });
      const numbers = Buffer.from(batch.numbers);
      numbers.write(NO_HASH, index * HASH_SIZE, 'latin1');
      const skips = batch.skips?.map((skip) => (skip.key === profileId ? { ...skip, key: pseudonym } : skip));
      await batches.updateOne({ _id }, {
        $set: {
          [`recipients.${index}`]: batch.isKeyed ? `${key} ${pseudonym}` : pseudonym,
          numbers: new Binary(numbers),
          ...(batch.events && { [`events.${index}`]: '' }),
          ...(skips && { skips }),
        },
      } as object);
    }
  }
}

/** The batches that have the person as a recipient: all are read through, in the store, because they have no index on their recipients. */
async function batchesOf(db: Db, profileId: string): Promise<Pick<Batch, '_id' | 'dispatchId'>[]> {
  const found = db
    .collection<Batch>('batches')
    .find({ $or: [{ recipients: profileId }, { isKeyed: true }] })
    .project<Pick<Batch, '_id' | 'dispatchId' | 'recipients' | 'isKeyed'>>({
      dispatchId: 1,
      recipients: 1,
      isKeyed: 1,
    });
  const own: Pick<Batch, '_id' | 'dispatchId'>[] = [];
  for await (const batch of found) {
    if (batch.recipients.some((one) => keyOf(batch, one, profileId) !== null)) own.push(batch);
  }
  return own.map(({ _id, dispatchId }) => ({ _id, dispatchId }));
}

/** The key of a recipient that is the profile; null: it is another one. */
function keyOf({ isKeyed }: Pick<Batch, 'isKeyed'>, recipient: string, profileId: string): string | null {
  const [key = '', owner = key] = isKeyed ? recipient.split(' ') : [recipient];
  return owner === profileId ? key : null;
}

/** Removes what was offered to the recipient at a position of a batch, and what its slice says of it. */
async function eraseOffers(db: Db, { _id: batchId, dispatchId }: Batch, index: number): Promise<void> {
  const intents = db.collection<Intent>('intents', { promoteBuffers: true });
  const ids = await intents.find({ dispatchId }).project<{ _id: string }>({ _id: 1 }).toArray();
  const [slice] = ids
    .map(({ _id }) => ({ _id, ...sliceOfIntent(_id) }))
    .filter((one) => one.batchId === batchId && one.offset <= index)
    .toSorted((a, b) => b.offset - a.offset);
  const intent = slice && (await intents.findOne({ _id: slice._id }));
  if (!intent) return;
  const position = index - slice.offset;
  const without = (offered: Buffer): Buffer => offersWithout(offered, [position]) ?? Buffer.alloc(0);
  const { offered, earlier, abandoned, unfinished } = intent;
  await intents.updateOne(
    { _id: intent._id },
    {
      $set: {
        offered: without(offered),
        earlier: earlier.map(without),
        unfinished: unfinished.filter((one) => one.position !== position),
        abandoned: abandoned && {
          ...abandoned,
          offers: abandoned.offers.map((one) => ({ ...one, offered: without(one.offered) })),
        },
      },
    },
  );
}
