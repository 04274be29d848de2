import { z } from 'zod';
import { parseJson } from '../json.ts';
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
 * After a wrong 'found' the recipient never receives the message, after a wrong 'not_found' twice. So each needs its own proof; without
 * either, the result is `failed` with the code `ambiguous`, and the caller's policy decides.
 *
 * A candidate is a message to the same number, from the same sender, created after `since` (with a tolerance of a minute for the clocks),
 * whose id belongs to no other message. Then:
 * - A candidate has the text, or the text as Twilio may have rewritten it (see `sameText`): found. Of several, the oldest: they are equal
 *   for the recipient, and the lookups of the other messages find the others.
 * - The text is known and no candidate has it: not found. A different text comes from another program or campaign with the same account,
 *   and must not count as found.
 * - The text isn't known: one candidate means found, none means not found, several are ambiguous.
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
  const listed = await listMessagesTo(api, query.to, earliest);
  if ('code' in listed) return { kind: 'failed', code: listed.code };

  const matching = listed.messages.filter(
    (message) => message.to === query.to && message.date_created >= earliest && isSender(settings, message),
  );
  const claimed = matching.length > 0 ? await query.claimed(matching.map(({ sid }) => sid)) : new Set<string>();
  const candidates = matching.filter((message) => !claimed.has(message.sid)).sort(oldestFirst);

  const { text } = query;
  const matches =
    text === null
      ? candidates
      : [candidates.find(({ body }) => body === text) ?? candidates.find(({ body }) => sameText(text, body ?? ''))];
  if (text === null && matches.length > 1) return { kind: 'failed', code: 'ambiguous' };
  const [match] = matches;
  return match ? { kind: 'found', providerMessageId: match.sid } : { kind: 'not_found' };
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

/**
 * Whether `listed` is `sent` after Twilio's changes of a text: smart encoding (typographic characters become plain ones), link shortening,
 * trimming, and the prefix that trial accounts add.
 */
function sameText(sent: string, listed: string): boolean {
  const [expected, actual] = [plain(sent), plain(listed)];
  return expected.length > 0 && (actual === expected || (TRIAL.test(listed) && actual.endsWith(expected)));
}

const TRIAL = /^sent from your twilio trial account/i;

const plain = (text: string): string =>
  text
    .replace(/\b(?:https?:\/\/)?[\w-]+(?:\.[\w-]+)+\/\S*/gi, '<link>')
    .normalize('NFKD')
    .replace(/[\p{M}\p{P}\p{S}\s\p{Cf}]/gu, '')
    .toLowerCase();
