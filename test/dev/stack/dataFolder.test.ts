import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startChild } from '../../../dev/components/childProcess.ts';
import { processStartedAt } from '../../../dev/components/processStartedAt.ts';
import { AlreadyRunningError, openDataFolder } from '../../../dev/stack/dataFolder.ts';
import { deadPid } from '../../support/executables.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

describe("a stack's data folder", () => {
  it('is for one stack at a time, whose addresses others learn', async () => {
    const path = join(temporaryFolder(), 'data');
    const first = await openDataFolder(path);
    await expect(openDataFolder(path)).rejects.toThrow(
      new AlreadyRunningError(`Herald is already running on ${path} (process ${process.pid}), and still starting.`),
    );

    first.announce('API http://127.0.0.1:8080', [process.pid]);
    await expect(openDataFolder(path)).rejects.toThrow(
      `Herald is already running on ${path} (process ${process.pid}): API http://127.0.0.1:8080.`,
    );

    first.close();
    (await openDataFolder(path)).close();
  });

  it('of a stack that was killed is taken over when its processes have ended', async () => {
    const path = join(temporaryFolder(), 'data');
    (await openDataFolder(path)).close();
    const leftover = await startChild({ name: 'leftover', command: 'sleep', args: ['60'] });
    const processes = [{ pid: leftover.pid, startedAt: processStartedAt(leftover.pid) }];
    const note = JSON.stringify({ addresses: '', processes });
    writeFileSync(join(path, 'lock'), JSON.stringify({ pid: deadPid(), startedAt: 'then', note }));

    let opened = false;
    const opening = openDataFolder(path).then((folder) => {
      opened = true;
      return folder;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(opened).toBe(false);
    await leftover.stop();
    (await opening).close();
  });

  it('is refused when it cannot be written to', async () => {
    const path = join(temporaryFolder(), 'data');
    writeFileSync(path, '');

    await expect(openDataFolder(path)).rejects.toThrow(`Can't write to ${path}: not a directory.`);
  });

  it('keeps its keys, for their owner only', async () => {
    const path = join(temporaryFolder(), 'data');
    const first = await openDataFolder(path);
    first.close();
    const second = await openDataFolder(path);
    second.close();

    expect(second.secrets).toEqual(first.secrets);
    expect(Buffer.from(first.secrets.secretKey, 'base64')).toHaveLength(32);
    expect(readFileSync(join(path, 'api-key'), 'utf8')).toBe(`${first.secrets.apiKey}\n`);
    for (const file of ['api-key', 'secret-key']) expect(statSync(join(path, file)).mode & 0o777).toBe(0o600);
  });
});
