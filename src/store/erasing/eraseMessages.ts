import type { Db } from 'mongodb';
import { DISPATCHES_OF_MESSAGES_ONLY, messageIdOf } from '../../domain/ids.ts';
import type { Message } from '../../domain/message/message.ts';
import type { Traces } from './traces.ts';

/**
 * Writes the person's messages again under the pseudonym, without text, number and the provider's ids, and then removes the originals. After a crash in
 * between both are there, so that a report counts one message twice until the repetition.
 */
export async function eraseMessages(db: Db, traces: Traces, tell: () => void): Promise<void> {
  const { profileId, numbers } = traces;
  const messages = db.collection<Message>('messages');
  const ids = messages.find({ profileId }).project<{ _id: string }>({ _id: 1 });
  for (const { _id } of await ids.toArray()) {
    tell();
    await eraseMessage(db, _id, traces);
  }
  // Answers to inbound texts and tests have no profile, or only the first one that has the number.
  for (const owner of [...DISPATCHES_OF_MESSAGES_ONLY, 'single']) {
    const dispatchId = { $gte: `${owner}/`, $lt: `${owner}0` };
    const single = messages.find({ dispatchId, to: { $in: [...numbers] } });
    for (const message of await single.toArray()) {
      tell();
      const { _id: _, ...rest } = anonymous(message, traces);
      await messages.updateOne({ _id: message._id }, { $set: rest });
    }
  }
}

async function eraseMessage(db: Db, id: string, traces: Traces): Promise<void> {
  const messages = db.collection<Message>('messages');
  const ids = db.collection<{ _id: string; messageId: string }>('providerMessageIds');
  for (;;) {
    const message = await messages.findOne({ _id: id });
    if (message === null) return;
    const { _id, ...rest } = anonymous(message, traces);
    if (_id === id) {
      await messages.updateOne({ _id }, { $set: rest });
      return;
    }
    await messages.replaceOne({ _id }, rest, { upsert: true });
    await ids.updateMany({ messageId: id }, { $set: { messageId: _id } });
    // A receipt may have changed the original meanwhile: then it is written again.
    const { deletedCount } = await messages.deleteOne({ _id: id, updatedAt: message.updatedAt });
    if (deletedCount === 1) return;
  }
}

function anonymous(message: Message, { profileId, pseudonym }: Traces): Message {
  const { _id, dispatchId, receipts } = message;
  const isOwnId = _id === messageIdOf(dispatchId, profileId);
  return {
    ...message,
    _id: isOwnId ? messageIdOf(dispatchId, pseudonym) : _id,
    profileId: message.profileId === profileId ? pseudonym : message.profileId,
    to: null,
    text: null,
    providerMessageId: null,
    receipts: receipts.map((receipt) => ({ ...receipt, providerMessageId: null })),
  };
}
