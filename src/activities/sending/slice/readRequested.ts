import { smsSegments } from '../../../content/encoding.ts';
import { fingerprintOf } from '../../../content/fingerprint.ts';
import { messageIdOf } from '../../../domain/ids.ts';
import type { RequestedMessage } from '../../../domain/message/singleMessage.ts';
import { barredAmong } from '../../../store/barredNumbers.ts';
import type { ChunkServices } from '../chunk/chunkServices.ts';
import type { Slice } from '../chunk/slices.ts';
import { GRANTED } from '../limits/permission.ts';
import { barredReason } from './barredReason.ts';
import type { Content, Recipient } from './recipient.ts';

/** The recipient of a single message, whose number and text are in the request. */
export async function readRequested(
  { keys: [key = ''], messageIds: [messageId = ''], statuses }: Slice,
  request: RequestedMessage,
  { store, dispatch }: ChunkServices,
  now: Date,
): Promise<Recipient[]> {
  if (statuses.has(messageId)) return [];
  const { to, expiresAt } = request;
  const content = contentOf(request, now, barredReason(request, await barredAmong(store, dispatch.topic, [to])));
  return [
    {
      key,
      profileId: request.profileId ?? '',
      messageId: messageIdOf(dispatch._id, key),
      position: 0,
      content,
      offer: content.kind === 'text' ? { to, fingerprint: fingerprintOf(content.text) } : null,
      timeZone: null,
      changedAt: null,
      attempts: [],
      resolution: null,
      doubt: null,
      abandonedSince: null,
      receipt: null,
      counted: null,
      permission: GRANTED,
      countedUntil: expiresAt,
    },
  ];
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
