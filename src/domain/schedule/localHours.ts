import { nextTransition, offsetMs } from './localTime.ts';

/** A stretch of time in which clocks of a zone keep their offset. Milliseconds. */
interface Stretch {
  readonly from: number;
  readonly offset: number;
}

/**
 * Reads the hour (0 to 23) that clocks in a zone show, for instants from `from` to `to`. A zone's offsets are looked up once: within
 * months it changes them once or twice, and millions of events need an addition each.
 */
export function localHours({ from, to }: { from: Date; to: Date }): (at: Date, zone: string) => number {
  const known = new Map<string, readonly Stretch[]>();
  return (at, zone) => {
    const stretches = known.get(zone) ?? stretchesOf(zone, from, to);
    known.set(zone, stretches);
    const time = at.getTime();
    const stretch = stretches.findLast((one) => one.from <= time) ?? stretches[0];
    const local = time + (stretch?.offset ?? 0);
    return ((Math.floor(local / HOUR_MS) % 24) + 24) % 24;
  };
}

const HOUR_MS = 3_600_000;

function stretchesOf(zone: string, from: Date, to: Date): readonly Stretch[] {
  const stretches = [{ from: from.getTime(), offset: offsetMs(from, zone) }];
  for (
    let change = nextTransition(from, zone);
    change !== null && change <= to;
    change = nextTransition(change, zone)
  ) {
    stretches.push({ from: change.getTime(), offset: offsetMs(change, zone) });
  }
  return stretches;
}
