import { dayEnd, dayStart, weekEnd, weekStart } from './periods.ts';
import type { ProfileLimit } from './profileLimits.ts';

/** The time in which a message may be sent, or was sent: from `from`, before `to`. */
export interface SendingTime {
  readonly from: Date;
  readonly to: Date;
}

/** A message that counts for the limits of its profile. */
export interface CountedMessage extends SendingTime {
  readonly id: string;
  /** Left out: none. */
  readonly tags?: readonly string[];
  /** Whether it counts for limits of these tags alone. Left out: it doesn't. */
  readonly forTagsOnly?: boolean;
}

/** The messages that one limit counts beside a message: with `tag` (null: all) and a time that ends after `after` and begins before `before`, in ms since the epoch. */
export interface LimitWindow {
  readonly max: number;
  readonly tag: string | null;
  readonly after: number;
  readonly before: number;
}

/** Longer than a chunk takes. */
const SENDING_MS = 3_600_000;

/** When a message is sent that is counted at `from`: within the hour, and in the same day or week if the limits count those. */
export function sendingTime(limits: readonly ProfileLimit[], from: Date, zone: string): SendingTime {
  const ends = limits.flatMap((limit) => {
    if (limit.kind !== 'calendar') return [];
    return (limit.per === 'day' ? dayEnd(from, zone) : weekEnd(from, zone)).getTime();
  });
  return { from, to: new Date(Math.min(from.getTime() + SENDING_MS, ...ends)) };
}

/** The windows of a message's limits. Whenever the message is sent within its time, every message that shares a day, a week or a rolling time with it is in the window. */
export const limitWindows = (limits: readonly ProfileLimit[], time: SendingTime, zone: string): LimitWindow[] =>
  limits.map((limit) => ({
    max: limit.kind === 'minimum_gap' ? 1 : limit.max,
    tag: limit.tag ?? null,
    ...spanOf(limit, time, zone),
  }));

function spanOf(limit: ProfileLimit, { from, to }: SendingTime, zone: string): Pick<LimitWindow, 'after' | 'before'> {
  const last = new Date(to.getTime() - 1);
  if (limit.kind === 'calendar') {
    const [startOf, endOf] = limit.per === 'day' ? [dayStart, dayEnd] : [weekStart, weekEnd];
    return { after: startOf(from, zone).getTime(), before: endOf(last, zone).getTime() };
  }
  const lengthMs = limit.kind === 'rolling' ? limit.days * 86_400_000 : limit.hours * 3_600_000;
  // Two messages exactly as far apart as the limit is long are not within it.
  return { after: from.getTime() - lengthMs + 1, before: last.getTime() + lengthMs };
}

/** Whether the window contains the message. */
export const isInWindow = (
  { tag, after, before }: LimitWindow,
  { from, to, tags, forTagsOnly }: CountedMessage,
): boolean =>
  to.getTime() > after &&
  from.getTime() < before &&
  (tag === null ? forTagsOnly !== true : tags?.includes(tag) === true);

/** A limit that is full, and the messages that fill it. */
export interface FullLimit {
  readonly window: LimitWindow;
  readonly messages: readonly CountedMessage[];
}

/**
 * The limits that leave no room for a message. `counted` are the profile's messages in the order in which they were counted; the ones before the message
 * have precedence. In every window the last one in that order has all the others before it, so no window ever has more than its limit.
 */
export function fullLimits(
  counted: readonly CountedMessage[],
  { id, from }: Pick<CountedMessage, 'id' | 'from'>,
  windows: readonly LimitWindow[],
): FullLimit[] {
  const position = counted.findIndex((one) => one.id === id && one.from.getTime() === from.getTime());
  const others = (position < 0 ? counted : counted.slice(0, position)).filter((one) => one.id !== id);
  return windows.flatMap((window) => {
    const messages = others.filter((one) => isInWindow(window, one));
    return new Set(messages.map((one) => one.id)).size >= window.max ? { window, messages } : [];
  });
}
