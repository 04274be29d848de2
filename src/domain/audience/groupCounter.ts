/** How many names are counted apart; those that come later are counted together. There are about 250 countries and 600 time zones. */
const MOST_NAMES = 1000;
/** How many rows an answer shows of them. */
const MOST_ROWS = 300;

/** How many of a group can be reached, and how many of those would be sent to. */
export interface GroupCounts {
  readonly reachable: number;
  readonly recipients: number;
}

export interface GroupRow extends GroupCounts {
  /** Null for those that have none. */
  readonly name: string | null;
}

/** `rows` by `reachable`, the largest first, then by name; `other` is the sum of those that have no row. */
export interface GroupRows {
  readonly rows: readonly GroupRow[];
  readonly other: GroupCounts;
}

export interface GroupCounter {
  /** Counts one who can be reached. */
  count(name: string | null, isRecipient: boolean): void;
  rows(): GroupRows;
}

/** Counts by a name that each has, in bounded memory: time zones are the callers' words, and may be written in many ways. */
export function groupCounter(
  most: { names: number; rows: number } = { names: MOST_NAMES, rows: MOST_ROWS },
): GroupCounter {
  const groups = new Map<string | null, { reachable: number; recipients: number }>();
  const later = { reachable: 0, recipients: 0 };

  const groupOf = (name: string | null) => {
    const known = groups.get(name);
    if (known) return known;
    if (groups.size >= most.names) return later;
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
      const other = all.slice(most.rows).reduce(sum, { ...later });
      return { rows: all.slice(0, most.rows), other };
    },
  };
}

const byReachable = (a: GroupRow, b: GroupRow): number =>
  b.reachable - a.reachable || ((a.name ?? '') < (b.name ?? '') ? -1 : 1);

const sum = (a: GroupCounts, b: GroupCounts): GroupCounts => ({
  reachable: a.reachable + b.reachable,
  recipients: a.recipients + b.recipients,
});
