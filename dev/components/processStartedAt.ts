import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** When a process started, as an opaque text that doesn't change while it runs; null when that is not known. */
export function processStartedAt(pid: number): string | null {
  try {
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name (field 2, in parentheses) may contain anything; the start time is field 22 (see proc(5)).
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return ticks === undefined ? null : `${bootId}/${ticks}`;
  } catch {
    return startedAtFromPs(pid);
  }
}

function startedAtFromPs(pid: number): string | null {
  const ps = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  const text = ps.status === 0 ? ps.stdout.trim() : '';
  return text === '' ? null : text;
}
