import { smsSegments } from '../../../content/encoding.ts';
import type { RequestedMessage } from '../../../domain/message/singleMessage.ts';
import { barredAmong } from '../../../store/barredNumbers.ts';
import type { ChunkServices } from '../chunk/chunkServices.ts';
import type { Slice } from '../chunk/slices.ts';
import { barredReason } from './barredReason.ts';
import { type Content, newRecipient, type Recipient } from './recipient.ts';

/** The recipient of a single message, whose number and text are in the request. */
export async function readRequested(
  { keys: [key = ''], messageIds: [messageId = ''], statuses }: Slice,
  request: RequestedMessage,
  { store, dispatch }: ChunkServices,
  now: Date,
): Promise<Recipient[]> {
  if (statuses.has(messageId)) return [];
  const content = contentOf(
    request,
    now,
    barredReason(request, await barredAmong(store, dispatch.topic, [request.to])),
  );
  const profileId = request.profileId ?? '';
  return [newRecipient({ key, profileId, messageId, position: 0, content, countedUntil: request.expiresAt })];
}

function contentOf(
  { to, country, text, expiresAt }: RequestedMessage,
  now: Date,
  barred: ReturnType<typeof barredReason>,
): Content {
  if (barred !== null) return { kind: 'skipped', reason: barred };
  if (now >= expiresAt) return { kind: 'skipped', reason: 'expired' };
  return { kind: 'text', to, country, text, ...smsSegments(text) };
}
