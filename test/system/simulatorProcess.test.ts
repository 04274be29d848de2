import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startChild } from '../../dev/components/childProcess.ts';
import { projectRoot } from '../../dev/components/projectRoot.ts';
import { stillRunning } from '../support/processes.ts';

const main = join(projectRoot(), 'dist/dev/simulator/main.js');

describe('the simulator as a process', () => {
  it('prints its address as one line of JSON, serves, and ends on a signal', async () => {
    const lines: string[] = [];
    const child = await startChild({
      name: 'simulator',
      command: process.execPath,
      args: [main, '--port', '0'],
      onLine: (line) => lines.push(line),
    });
    onTestFinished(() => child.stop());
    await expect.poll(() => lines.length, { timeout: 10_000 }).toBe(1);
    const ready = JSON.parse(lines[0] ?? '') as { msg: string; port: number };
    expect(ready).toMatchObject({ msg: 'ready', port: expect.any(Number) });

    const stats = await fetch(`http://127.0.0.1:${ready.port}/_sim/stats`);
    expect(await stats.json()).toMatchObject({ accepted: 0, providers: {} });

    child.kill('SIGTERM');
    expect(await child.exited).toEqual({ code: 0, signal: null });
    expect(await stillRunning([child.pid], 1_000)).toEqual([]);
  });

  it('says what it can do', async () => {
    const child = await startChild({ name: 'simulator', command: process.execPath, args: [main, '--help'] });
    expect(await child.exited).toEqual({ code: 0, signal: null });
    expect(child.tail().join('\n')).toMatch(/--port[\s\S]*POST \/_sim\/providers[\s\S]*GET {2}\/_sim\/ledger/);
  });

  it('refuses an invalid port', async () => {
    const child = await startChild({ name: 'simulator', command: process.execPath, args: [main, '--port', 'x'] });
    expect(await child.exited).toEqual({ code: 2, signal: null });
    expect(child.tail().join('\n')).toContain('--port');
  });
});
