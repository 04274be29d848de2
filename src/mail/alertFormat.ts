import type { MessageReason } from '../domain/message/message.ts';
import { canonicalZone } from '../domain/zones.ts';

/** A number with separators: `12,345`. */
export const amount = (value: number): string => value.toLocaleString('en-GB');

/** A share in percent with up to one decimal: `33.3%`. */
export const percent = (part: number, whole: number): string =>
  whole === 0 ? '0%' : `${((100 * part) / whole).toFixed(1).replace(/\.0$/, '')}%`;

/** An instant in the zone: `7 May 2026, 17:00 Europe/Paris`. In UTC where the zone is unknown: that may be what the mail is about. */
export function momentOf(iso: string, zone: string): string {
  const timeZone = canonicalZone(zone) ?? 'UTC';
  const at = new Date(iso);
  const part = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat('en-GB', { timeZone, ...options }).format(at);
  const date = part({ day: 'numeric', month: 'short', year: 'numeric' });
  return `${date}, ${part({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })} ${timeZone}`;
}

/** The duration from one instant to another: `2 h 5 min`. */
export function span(fromIso: string, toIso: string): string {
  const minutes = Math.max(0, Math.floor((Date.parse(toIso) - Date.parse(fromIso)) / 60_000));
  if (minutes < 1) return 'less than a minute';
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

const MAX_NAME_LENGTH = 60;

/** A name in quotes, shortened and on one line, because it may be part of a subject. */
export function quoted(name: string): string {
  const line = name.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  const characters = [...line];
  return characters.length > MAX_NAME_LENGTH ? `"${characters.slice(0, MAX_NAME_LENGTH - 1).join('')}…"` : `"${line}"`;
}

/** Explains a reason of the error bucket. */
export const describeReason = (reason: MessageReason): string => REASONS[reason] ?? reason.replaceAll('_', ' ');

const REASONS: Readonly<Partial<Record<MessageReason, string>>> = {
  missing_value: 'the template uses a property that the profile does not have',
  render_error: 'the template could not be rendered',
  empty_text: 'the text was empty',
  too_long: 'the text was too long',
  no_provider_for_country: 'no provider of the group serves the country',
  refused_recipient: 'the provider refused the number',
  refused_content: 'the provider refused the text',
  recipient_opted_out_at_carrier: 'the recipient has opted out with the carrier',
};

/** Explains why a run can't continue, by the type of the failure. */
export function describeFailure(failureType: string | null): string {
  const cause = failureType === null ? undefined : CAUSES[failureType];
  if (cause !== undefined) return `${cause} (${failureType})`;
  // An unknown type may contain anything, so it is shown only when it looks like a name.
  const shown = failureType !== null && /^[A-Za-z]{1,60}$/.test(failureType) ? ` (${failureType})` : '';
  return `an unexpected error${shown}, which the history of the workflow shows`;
}

const CAUSES: Readonly<Record<string, string>> = {
  NotFound: 'something that the run needs was deleted',
  RecipientsLeft: 'recipients of it have no message, although all of its batches said that they were done',
  InvalidDefinition:
    'its definition can no longer be carried out, because a segment or a provider group was changed or deleted',
  UnknownTimeZone: 'a time zone, of the campaign or of the account, is not a known IANA time zone',
};
