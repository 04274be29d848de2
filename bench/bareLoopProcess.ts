import { join } from 'node:path';
import { startChild } from '../dev/components/childProcess.ts';
import { projectRoot } from '../dev/components/projectRoot.ts';

/** What the bare loop is told, as JSON in its only argument. */
export interface BareLoopInput {
  readonly url: string;
  readonly accountSid: string;
  readonly authToken: string;
  readonly users: number;
  /** Connections, each with one request at a time. */
  readonly connections: number;
}

export interface BareLoopResult {
  /** From the first request to the last answer. */
  readonly elapsedMs: number;
  /** In that time. */
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

/**
 * Runs the bare loop to its end. Rejects when it fails or takes longer than `timeoutMs`; it has ended then.
 */
export async function runBareLoop(input: BareLoopInput, timeoutMs: number): Promise<BareLoopResult> {
  let result: BareLoopResult | undefined;
  const child = await startChild({
    name: 'bare loop',
    command: process.execPath,
    args: [join(projectRoot(), 'dist/bench/bareLoop.js'), JSON.stringify(input)],
    onLine(line) {
      if (line.startsWith('{"elapsedMs"')) result = JSON.parse(line) as BareLoopResult;
    },
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const { code } = await child.exited;
  clearTimeout(timer);
  if (code === 0) await outputRead(() => result !== undefined);
  if (!result) throw new Error(`the bare loop failed (code ${code}):\n${child.tail().join('\n')}`);
  return result;
}

/** A process may be seen to end before its last line is. */
async function outputRead(isRead: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100 && !isRead(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
}
