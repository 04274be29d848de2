import { type Duration, milliseconds } from './duration.ts';
import type { PersonDate } from './journey.ts';

const DAY_MS = 86_400_000;

/** Throws a TypeError for what is no time of day. */
export function checkClock(time: string): void {
  if (/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) return;
  throw new TypeError(`${JSON.stringify(time)} is no time of day; wanted: from 00:00 to 23:59`);
}

/** Throws a TypeError for an offset that a local time of day can't be combined with. */
export function checkPersonDate({ before, after, at }: PersonDate): void {
  if (at === undefined) return;
  checkClock(at);
  const part = [before, after].find((offset?: Duration) => offset !== undefined && milliseconds(offset) % DAY_MS !== 0);
  if (part !== undefined) throw new TypeError(`${part} together with at: ${at}; wanted: whole days`);
}
