import type { MessageReason } from '../domain/message/message.ts';

/** 12,345 */
export const amount = (value: number): string => value.toLocaleString('en-GB');

/** A share with one decimal. */
export const percent = (part: number, whole: number): string =>
  whole === 0 ? '0%' : `${((100 * part) / whole).toFixed(1).replace(/\.0$/, '')}%`;

/** An instant as a person reads it, in their zone: `7 May 2026, 17:00 Europe/Paris`. */
export function momentOf(iso: string, timeZone: string): string {
  const at = new Date(iso);
  const part = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat('en-GB', { timeZone, ...options }).format(at);
  const date = part({ day: 'numeric', month: 'short', year: 'numeric' });
  return `${date}, ${part({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })} ${timeZone}`;
}

/** How long it was from one instant to another: `2 h 5 min`. */
export function span(fromIso: string, toIso: string): string {
  const minutes = Math.max(0, Math.floor((Date.parse(toIso) - Date.parse(fromIso)) / 60_000));
  if (minutes < 1) return 'less than a minute';
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

const LONGEST_NAME = 60;

/** A name that somebody gave: on one line, since it stands in a subject. */
export function quoted(name: string): string {
  const line = name.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  const characters = [...line];
  return characters.length > LONGEST_NAME ? `"${characters.slice(0, LONGEST_NAME - 1).join('')}…"` : `"${line}"`;
}

/** A reason of the error bucket for somebody who doesn't know the word. */
export const reasonInWords = (reason: MessageReason): string => REASONS[reason] ?? reason.replaceAll('_', ' ');

const REASONS: Readonly<Partial<Record<MessageReason, string>>> = {
  missing_value: 'the text asks for a property that the profile lacks',
  render_error: 'the text could not be made',
  empty_text: 'the text came out empty',
  too_long: 'the text came out too long',
  no_provider_for_country: 'no provider of the group sends to the country',
  refused_recipient: 'the provider refused the number',
  refused_content: 'the provider refused the text',
  recipient_opted_out_at_carrier: 'the recipient has opted out with the carrier',
};

/** Why a run can't go on, by the type of the failure. */
export function causeOf(failureType: string | null): string {
  const words = failureType === null ? undefined : CAUSES[failureType];
  if (words !== undefined) return `${words} (${failureType})`;
  // The type of a failure that isn't ours is shown only where it can be no more than a name.
  const shown = failureType !== null && /^[A-Za-z]{1,60}$/.test(failureType) ? ` (${failureType})` : '';
  return `an error that Herald has no word for${shown}; the workflow's history has it`;
}

const CAUSES: Readonly<Record<string, string>> = {
  NotFound: 'something that it needs was deleted',
  InvalidDefinition:
    'its definition cannot be carried out any more; a segment or a provider group was changed or deleted',
};
