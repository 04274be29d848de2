import { type Child, describeExit } from './childProcess.ts';

/**
 * Waits until a newly started process is `ready`; ends it when that takes too long.
 *
 * @throws when the process ends first, with its last lines of output, or is not ready after `timeoutMs`.
 */
export async function started<T>(name: string, child: Child, ready: Promise<T>, timeoutMs = 30_000): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(notReady(name, child, `is not ready after ${timeoutMs} ms`))), timeoutMs);
  });
  const ended = child.exited.then((status): never => {
    throw new Error(notReady(name, child, describeExit(status)));
  });
  try {
    return await Promise.race([ready, ended, late]);
  } catch (error) {
    // The caller has no handle yet with which to end the process.
    child.kill('SIGKILL');
    await child.exited;
    throw error;
  } finally {
    clearTimeout(timer);
    for (const promise of [ended, ready]) promise.catch(() => {});
  }
}

function notReady(name: string, child: Child, what: string): string {
  const tail = child.tail();
  return `${name} ${what}${tail.length === 0 ? '.' : `; its last lines:\n${tail.join('\n')}`}`;
}
