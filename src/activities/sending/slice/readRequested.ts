import { smsSegments } from '../../../content/encoding.ts';
import { type BarredNumbers, reachabilityAmong, type TopicReachability } from '../../../domain/audience/profile.ts';
import type { RequestedMessage } from '../../../domain/message/singleMessage.ts';
import { barredAmong } from '../../../store/barredNumbers.ts';
import type { ChunkServices } from '../chunk/chunkServices.ts';
import type { Slice } from '../chunk/slices.ts';
import { type Content, newRecipient, type Recipient } from './recipient.ts';

/** The recipient of a single message, whose number and text are in the request. */
export async function readRequested(
  { keys: [key = ''], messageIds: [messageId = ''], statuses }: Slice,
  request: RequestedMessage,
  { store, dispatch }: ChunkServices,
  now: Date,
): Promise<Recipient[]> {
  if (statuses.has(messageId)) return [];
  const reach = reachabilityOfRequest(request, await barredAmong(store, dispatch.topic, [request.to]));
  const content = contentOf(request, now, reach);
  const profileId = request.profileId ?? '';
  return [newRecipient({ key, profileId, messageId, position: 0, content, countedUntil: request.expiresAt })];
}

function contentOf({ to, country, text, expiresAt }: RequestedMessage, now: Date, reach: TopicReachability): Content {
  if (reach !== 'reachable') return { kind: 'skipped', reason: reach };
  if (now >= expiresAt) return { kind: 'skipped', reason: 'expired' };
  return { kind: 'text', to, country, text, ...smsSegments(text) };
}

/** Of a number that is written to whatever it has said, nothing bars the message. */
export const reachabilityOfRequest = (
  { to: number, evenIfOptedOut }: RequestedMessage,
  barred: BarredNumbers,
): TopicReachability =>
  evenIfOptedOut === null ? reachabilityAmong({ optedOut: false, number }, barred) : 'reachable';
