const UNITS = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const;

type Unit = keyof typeof UNITS;

/** A length of time, such as `1 day` or `90 minutes`. */
export type Duration = `${number} ${Unit}` | `${number} ${Unit}s`;

/** Throws a TypeError for anything else. */
export function milliseconds(duration: Duration): number {
  const [, count, unit] = /^(\d+(?:\.\d+)?) (second|minute|hour|day|week)s?$/.exec(duration) ?? [];
  if (count === undefined) {
    throw new TypeError(
      `${JSON.stringify(duration)} is no length of time; wanted: a number and a unit, such as 3 days`,
    );
  }
  return Number(count) * UNITS[unit as Unit];
}
