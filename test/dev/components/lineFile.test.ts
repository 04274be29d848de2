import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { startChild } from '../../../dev/components/childProcess.ts';
import { lineFile } from '../../../dev/components/lineFile.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

/** A device on which every write fails as on a full disk. */
const FULL_DISK = '/dev/full';
const FULL_DISK_MESSAGE = "Can't write to /dev/full: no space left on device. Further output is dropped.";

describe('a line file', () => {
  it('appends lines', async () => {
    const path = join(temporaryFolder(), 'log');
    writeFileSync(path, 'earlier\n');
    const file = lineFile(path);
    for (const line of ['one', 'two']) file.write(line);
    file.end();

    await vi.waitFor(() => expect(readFileSync(path, 'utf8')).toBe('earlier\none\ntwo\n'));
  });

  it('is readable by its owner only', async () => {
    const path = join(temporaryFolder(), 'log');
    lineFile(path).end();

    await vi.waitFor(() => expect(statSync(path).mode & 0o777).toBe(0o600));
  });

  it('in a missing folder reports that and drops its lines', async () => {
    const path = join(temporaryFolder(), 'gone/log');
    const said: string[] = [];
    const file = lineFile(path, (line) => said.push(line));
    file.write('one');

    await vi.waitFor(() =>
      expect(said).toEqual([`Can't write to ${path}: no such file or directory. Further output is dropped.`]),
    );
  });
});

describe.runIf(process.platform === 'linux')('on a full disk', () => {
  it('a line file reports that once and drops its lines', async () => {
    const said: string[] = [];
    const file = lineFile(FULL_DISK, (line) => said.push(line));
    for (const line of ['one', 'two']) file.write(line);
    await vi.waitFor(() => expect(said).toEqual([FULL_DISK_MESSAGE]));

    for (const line of ['three', 'four']) file.write(line);
    file.end();
    await new Promise((resolve) => setImmediate(resolve));
    expect(said).toHaveLength(1);
  });

  it('a process continues without its log, and its last lines are still known', async () => {
    const said: string[] = [];
    const child = await startChild({
      name: 'talker',
      command: '/bin/sh',
      args: ['-c', 'for number in 1 2 3; do echo $number; sleep 0.05; done; exit 7'],
      logFile: FULL_DISK,
      log: (line) => said.push(line),
    });

    expect(await child.exited).toEqual({ code: 7, signal: null });
    await vi.waitFor(() => expect(child.tail()).toEqual(['1', '2', '3']));
    expect(said).toEqual([FULL_DISK_MESSAGE]);
  });
});
