import { z } from 'zod';
import { fingerprintOf, isLikeText, mayBeRewritten } from '../../content/fingerprint.ts';
import { otherForms } from '../../domain/audience/numberForms.ts';
import { canonicalNumber } from '../../domain/audience/phone.ts';
import { parseJson } from '../json.ts';
import { messageIdOf } from '../messageId.ts';
import type { LookupOutcome, LookupQuery } from '../provider.ts';
import type { TwilioApi, TwilioSettings } from './twilioApi.ts';

/** The most that Twilio's clock and Herald's are assumed to differ. */
const CLOCK_TOLERANCE_MS = 60_000;
/** Up to 1,000 messages to one number are read; with more than that in the period, the lookup fails. */
const PAGE_SIZE = 100;
const MAX_PAGES = 10;

const listedMessage = z.object({
  sid: z.string(),
  to: z.string(),
  from: z.string().nullable(),
  messaging_service_sid: z.string().nullish(),
  body: z.string().nullable(),
  date_created: z.string().transform((value) => Date.parse(value)),
});
type ListedMessage = z.infer<typeof listedMessage>;

const page = z.object({ messages: z.array(listedMessage), next_page_uri: z.string().nullish() });

/**
 * Finds out whether a message whose answer was lost exists, from the account's list of messages to that number.
 *
 * A wrong 'found' means that a person never gets the text, a wrong 'not_found' that a person gets it twice; so each needs its own
 * proof.
 *
 * A candidate is a message to the same number, by the same sender, created after `since` (less a minute between the
 * clocks), whose id belongs to no other message. Then:
 * - A candidate whose text has the fingerprint of ours, or one like it, whatever Twilio has made of it: found. Of several the
 *   oldest: they are equal to the person, and the others are found by the lookups that they belong to.
 * - No candidate has it, and our text is one that Twilio leaves as it is: not found. A different text is another program's or campaign's on
 *   the same account; to take it for ours would be the wrong 'found'.
 * - No candidate has it, but Twilio may have rewritten ours beyond recognition (smart encoding, shortened links): a single candidate is taken for it,
 *   since a message to just this number at just this time most probably is; of several, nobody can tell.
 *
 * A number that its country writes in several ways (`numberForms.ts`) is asked for in each of them, and compared in one.
 *
 * The list is filtered only by `To`. A filter by `DateSent` would leave out messages that Twilio has queued but not sent yet, which are
 * just the messages in question.
 */
export async function lookupAtTwilio(
  api: TwilioApi,
  settings: TwilioSettings,
  query: LookupQuery,
): Promise<LookupOutcome> {
  const earliest = query.since.getTime() - CLOCK_TOLERANCE_MS;
  const to = canonicalNumber(query.to);
  const listed: ListedMessage[] = [];
  for (const number of [query.to, ...otherForms(query.to)]) {
    const found = await listMessagesTo(api, number, earliest);
    if ('code' in found) return { kind: 'failed', code: found.code };
    listed.push(...found.messages.filter(({ sid }) => listed.every((other) => other.sid !== sid)));
  }

  const matching = listed.filter(
    (message) => message.date_created >= earliest && canonicalNumber(message.to) === to && isSender(settings, message),
  );
  const isLike = ({ body }: ListedMessage): boolean => isLikeText(fingerprintOf(body ?? ''), query.fingerprint);
  const isEqual = ({ body }: ListedMessage): boolean => fingerprintOf(body ?? '') === query.fingerprint;
  const candidates = mayBeRewritten(query.fingerprint) ? matching : matching.filter(isLike);
  if (candidates.length === 0) return { kind: 'not_found' };
  const ids = candidates.map(({ sid }) => sid);
  const claimed = await query.claimed(ids, new Date(earliest));
  const free = candidates.filter(({ sid }) => !claimed.has(sid)).sort(oldestFirst);
  const match = free.find(isEqual) ?? free.find(isLike) ?? free[0];
  if (!match) return { kind: 'not_found' };
  return isLike(match) || free.length === 1
    ? { kind: 'found', providerMessageId: messageIdOf(match.sid) }
    : { kind: 'cannot_tell' };
}

/** All messages to a number since `earliest`, or the code of the error. Newest pages come first. */
async function listMessagesTo(
  api: TwilioApi,
  to: string,
  earliest: number,
): Promise<{ messages: readonly ListedMessage[] } | { code: string }> {
  const messages: ListedMessage[] = [];
  let next: string | null = null;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const path = `/Messages.json?To=${encodeURIComponent(to)}&PageSize=${PAGE_SIZE}`;
    const exchange = next === null ? await api.get(path) : await api.getAt(next);
    if (exchange.kind !== 'answer') return { code: exchange.code };
    if (exchange.status !== 200) return { code: String(exchange.status) };
    const parsed = page.safeParse(parseJson(exchange.body));
    if (!parsed.success) return { code: 'unreadable_answer' };
    messages.push(...parsed.data.messages);
    next = parsed.data.next_page_uri ?? null;
    if (next === null || parsed.data.messages.every((message) => message.date_created < earliest)) return { messages };
  }
  return { code: 'too_many' };
}

const oldestFirst = (a: ListedMessage, b: ListedMessage): number => a.date_created - b.date_created;

/** A Messaging Service chooses the number itself, so the service counts as the sender. */
function isSender(settings: TwilioSettings, message: ListedMessage): boolean {
  if (settings.messagingServiceSid !== undefined) return message.messaging_service_sid === settings.messagingServiceSid;
  return comparableSender(message.from ?? '') === comparableSender(settings.from ?? '');
}

const comparableSender = (sender: string): string => sender.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
