import type { SimulatedMessage } from './message.ts';
import type { SimulatedProvider } from './simulatedProvider.ts';
import { API_VERSION, presentStatus, twilioMessage } from './twilioJson.ts';

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 1000;
const DAY_MS = 86_400_000;

/**
 * A page of the account's messages, newest first, filtered by `To`, `From` and `DateSent` (also `DateSent<` and `DateSent>`, both
 * inclusive). The page token contains the last message of the previous page, so that new messages don't shift the pages.
 */
export function listMessages(provider: SimulatedProvider, query: URLSearchParams): string {
  const size = Math.min(MAX_PAGE_SIZE, Math.max(1, Number(query.get('PageSize')) || DEFAULT_PAGE_SIZE));
  const number = Number(query.get('Page')) || 0;
  const all = matching(provider, query);
  const token = query.get('PageToken')?.slice(2);
  const start = token === undefined ? 0 : all.findIndex(({ id }) => id === token) + 1;
  const page = all.slice(start, start + size);
  const last = page.at(-1);
  const more = last !== undefined && start + size < all.length;
  const messages = page.map((message) => twilioMessage(provider, message, presentStatus(provider, message)));
  const rest = JSON.stringify({
    first_page_uri: uriOf(provider, query, { Page: '0' }),
    end: number * size + page.length - 1,
    previous_page_uri: null,
    uri: uriOf(provider, query, {}),
    page_size: size,
    start: number * size,
    next_page_uri: more ? uriOf(provider, query, { Page: String(number + 1), PageToken: `PA${last.id}` }) : null,
    page: number,
  });
  return `{"messages":[${messages.join(',')}],${rest.slice(1)}`;
}

function matching(provider: SimulatedProvider, query: URLSearchParams): SimulatedMessage[] {
  const to = query.get('To');
  const from = query.get('From');
  const messages = to === null ? provider.messages : provider.messagesTo(to);
  return messages
    .filter((message) => (from === null || message.from === from) && isSentWithin(provider, message, query))
    .reverse();
}

/** A queued message has no sending date yet, so filters by that date don't find it. */
function isSentWithin(provider: SimulatedProvider, message: SimulatedMessage, query: URLSearchParams): boolean {
  const [on, until, from] = ['DateSent', 'DateSent<', 'DateSent>'].map((name) => query.get(name));
  if (!on && !until && !from) return true;
  if (presentStatus(provider, message) === 'queued') return false;
  return (
    (!on || (message.at >= beginOf(on) && message.at < endOf(on))) &&
    (!until || message.at < endOf(until)) &&
    (!from || message.at >= beginOf(from))
  );
}

const beginOf = (date: string): number => Date.parse(date);

/** A date includes its whole day, an instant its whole second. */
const endOf = (date: string): number => Date.parse(date) + (date.includes('T') ? 1000 : DAY_MS);

function uriOf(provider: SimulatedProvider, query: URLSearchParams, changes: Readonly<Record<string, string>>): string {
  const changed = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) changed.set(name, value);
  return `/${API_VERSION}/Accounts/${provider.accountSid}/Messages.json?${changed}`;
}
