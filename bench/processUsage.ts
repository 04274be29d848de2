import { readFileSync } from 'node:fs';

/** What a process has used since it began. */
export interface Usage {
  /** User and system time of all its threads. */
  readonly cpuSeconds: number;
  readonly residentMb: number;
  /** The most that was resident at any time. */
  readonly peakMb: number;
}

/** USER_HZ: the unit of times in /proc, whatever the kernel's own. */
const TICKS_PER_SECOND = 100;

/** From Linux's /proc; null elsewhere, and for a process that isn't there (or isn't ours: `pid` null). */
export function usageOf(pid: number | null): Usage | null {
  if (pid === null || process.platform !== 'linux') return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    // The second field, the command in brackets, may hold anything, so it is counted from its end: proc(5).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    return {
      cpuSeconds: ticks / TICKS_PER_SECOND,
      residentMb: megabytes(status, 'VmRSS'),
      peakMb: megabytes(status, 'VmHWM'),
    };
  } catch {
    return null;
  }
}

/** What all processes of the machine have used since it began, in CPU seconds; null elsewhere than on Linux. */
export function machineCpuSeconds(): number | null {
  if (process.platform !== 'linux') return null;
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)
    .flatMap((line) => line.split(/\s+/).slice(1).map(Number));
  return (user + nice + system + irq + softIrq) / TICKS_PER_SECOND;
}

function megabytes(status: string, field: string): number {
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  return Number(kilobytes) / 1024;
}
