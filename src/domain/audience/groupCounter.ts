/** How many names have a count of their own; all later ones share a count. There are about 250 countries and 600 time zones. */
const MAX_NAMES = 1000;
/** How many rows a result has at most. */
const MAX_ROWS = 300;

/** How many profiles of a group are reachable, and how many of those would be recipients. */
export interface GroupCounts {
  readonly reachable: number;
  readonly recipients: number;
}

export interface GroupRow extends GroupCounts {
  /** Null for profiles without a value. */
  readonly name: string | null;
}

/** `rows` are sorted by `reachable`, the largest first, then by name; `other` is the sum of the groups without a row. */
export interface GroupRows {
  readonly rows: readonly GroupRow[];
  readonly other: GroupCounts;
}

export interface GroupCounter {
  /** Counts one reachable profile. */
  count(name: string | null, isRecipient: boolean): void;
  rows(): GroupRows;
}

/** Counts profiles by name in bounded memory: callers may spell one time zone in many different forms. */
export function groupCounter(
  max: { names: number; rows: number } = { names: MAX_NAMES, rows: MAX_ROWS },
): GroupCounter {
  const groups = new Map<string | null, { reachable: number; recipients: number }>();
  const later = { reachable: 0, recipients: 0 };

  const groupOf = (name: string | null) => {
    const known = groups.get(name);
    if (known) return known;
    if (groups.size >= max.names) return later;
    const fresh = { reachable: 0, recipients: 0 };
    groups.set(name, fresh);
    return fresh;
  };

  return {
    count(name, isRecipient) {
      const group = groupOf(name);
      group.reachable += 1;
      if (isRecipient) group.recipients += 1;
    },
    rows() {
      const all = [...groups].map(([name, counts]): GroupRow => ({ name, ...counts })).sort(byReachable);
      const other = all.slice(max.rows).reduce(sum, { ...later });
      return { rows: all.slice(0, max.rows), other };
    },
  };
}

const byReachable = (a: GroupRow, b: GroupRow): number =>
  b.reachable - a.reachable || ((a.name ?? '') < (b.name ?? '') ? -1 : 1);

const sum = (a: GroupCounts, b: GroupCounts): GroupCounts => ({
  reachable: a.reachable + b.reachable,
  recipients: a.recipients + b.recipients,
});
