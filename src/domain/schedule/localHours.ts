import { memoize } from '../memoize.ts';
import { nextTransition, offsetMs } from './localTime.ts';

/** A UTC offset of a zone and the instant from which it applies. Milliseconds. */
interface OffsetChange {
  readonly from: number;
  readonly offset: number;
}

/**
 * Returns a function that gives the local hour (0 to 23) in a zone, for instants from `from` to `to`. The offsets of a zone are looked up
 * once: they change once or twice in a few months, so that each of millions of events needs only an addition.
 */
export function localHours({ from, to }: { from: Date; to: Date }): (at: Date, zone: string) => number {
  const changesIn = memoize((zone: string) => offsetChanges(zone, from, to));
  return (at, zone) => {
    const changes = changesIn(zone);
    const time = at.getTime();
    const current = changes.findLast((change) => change.from <= time) ?? changes[0];
    const local = time + (current?.offset ?? 0);
    return ((Math.floor(local / HOUR_MS) % 24) + 24) % 24;
  };
}

const HOUR_MS = 3_600_000;

function offsetChanges(zone: string, from: Date, to: Date): readonly OffsetChange[] {
  const changes = [{ from: from.getTime(), offset: offsetMs(from, zone) }];
  for (
    let change = nextTransition(from, zone);
    change !== null && change <= to;
    change = nextTransition(change, zone)
  ) {
    changes.push({ from: change.getTime(), offset: offsetMs(change, zone) });
  }
  return changes;
}
