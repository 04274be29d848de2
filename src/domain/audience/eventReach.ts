import type { Period, SegmentCondition } from './segment.ts';

const DAY_MS = 86_400_000;

/** The events of a condition, by name, that it looks for further back than `days` before `now`. References are not followed. */
export function eventsBeyond(condition: SegmentCondition, { days, now }: { days: number; now: Date }): string[] {
  const earliest = now.getTime() - days * DAY_MS;
  const beyond = (one: SegmentCondition): string[] => {
    switch (one.kind) {
      case 'event':
        return startOf(one.within, now) < earliest ? [one.event] : [];
      case 'and':
      case 'or':
        return one.conditions.flatMap(beyond);
      case 'not':
        return beyond(one.condition);
      default:
        return [];
    }
  };
  return [...new Set(beyond(condition))];
}

function startOf(period: Period | undefined, now: Date): number {
  if (period === undefined) return Number.NEGATIVE_INFINITY;
  if ('lastDays' in period) return now.getTime() - period.lastDays * DAY_MS;
  return period.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(period.from);
}
