import { type Usage, usageOf } from './processUsage.ts';

/** The processes of one role, such as all workers. A null pid is a process that isn't ours. */
export type Roles = Readonly<Record<string, readonly (number | null)[]>>;

/** What the processes of one role used between two instants. */
export interface RoleUsage {
  readonly cpuSeconds: number;
  /** The highest of any one process, since it began. */
  readonly peakMb: number;
  /** The highest of any one process in the first, second and last third of the time. */
  readonly residentMbByThird: readonly [number, number, number];
}

/** Null: not measured. */
export type RolesUsage = Readonly<Record<string, RoleUsage | null>>;

const SAMPLE_MS = 500;

/** Begins to measure; the function returned ends it and says what was used meanwhile. */
export function startMeter(roles: Roles): () => RolesUsage {
  const before = mapRoles(roles, readAll);
  const samples: Record<string, number[]> = Object.fromEntries(Object.keys(roles).map((role) => [role, []]));
  const sample = () => {
    for (const [role, usages] of Object.entries(mapRoles(roles, readAll))) {
      if (usages) samples[role]?.push(Math.max(...usages.map((usage) => usage.residentMb)));
    }
  };
  sample();
  const timer = setInterval(sample, SAMPLE_MS);
  return () => {
    clearInterval(timer);
    sample();
    const after = mapRoles(roles, readAll);
    return Object.fromEntries(
      Object.keys(roles).map((role) => [
        role,
        difference(before[role] ?? null, after[role] ?? null, samples[role] ?? []),
      ]),
    );
  };
}

function difference(
  before: readonly Usage[] | null,
  after: readonly Usage[] | null,
  resident: readonly number[],
): RoleUsage | null {
  if (!before || !after) return null;
  const cpu = (usages: readonly Usage[]) => usages.reduce((sum, usage) => sum + usage.cpuSeconds, 0);
  const third = (index: number) => {
    const start = Math.floor((resident.length * index) / 3);
    return Math.max(...resident.slice(start, Math.max(start + 1, Math.floor((resident.length * (index + 1)) / 3))));
  };
  return {
    cpuSeconds: cpu(after) - cpu(before),
    peakMb: Math.max(...after.map((usage) => usage.peakMb)),
    residentMbByThird: [third(0), third(1), third(2)],
  };
}

/** Null when one of them can't be read: a sum without it would mislead. */
function readAll(pids: readonly (number | null)[]): Usage[] | null {
  const usages = pids.flatMap((pid) => usageOf(pid) ?? []);
  return usages.length === pids.length && pids.length > 0 ? usages : null;
}

function mapRoles<T>(roles: Roles, read: (pids: readonly (number | null)[]) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(roles).map(([role, pids]) => [role, read(pids)]));
}
