import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startStore } from '../../../dev/components/store.ts';
import { startTemporal } from '../../../dev/components/temporal.ts';
import { shellScript } from '../../support/executables.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

function environment(variables: Record<string, string>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

describe('an address in the environment', () => {
  it('is the store, and nothing is started', async () => {
    environment({ MONGODB_URL: 'mongodb://elsewhere:27017' });
    const lines: string[] = [];
    const store = await startStore({ log: (line) => lines.push(line) });

    expect(store).toMatchObject({ url: 'mongodb://elsewhere:27017', source: 'environment', pid: null });
    expect(lines).toEqual(['Store: the one at MONGODB_URL.']);
    await store.stop();
  });

  it('is Temporal, and nothing is started', async () => {
    environment({ TEMPORAL_ADDRESS: 'elsewhere:7233', TEMPORAL_UI_URL: 'http://elsewhere:8080' });
    const lines: string[] = [];
    const temporal = await startTemporal({ log: (line) => lines.push(line) });

    expect(temporal).toMatchObject({
      address: 'elsewhere:7233',
      uiUrl: 'http://elsewhere:8080',
      source: 'environment',
      pid: null,
    });
    expect(lines).toEqual(['Temporal: the one at TEMPORAL_ADDRESS.']);
    await temporal.stop();
  });
});

describe('data that was kept', () => {
  it('is never served by another kind of store than the one that wrote it', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'store.h2.mongod'));
    environment({ MONGODB_URL: '' });

    await expect(startStore({ dataFile: join(folder, 'store.h2') })).rejects.toThrow(
      `${join(folder, 'store.h2.mongod')} was written by mongod, and there is no mongod here now.`,
    );
  });
});

describe('a server that ends instead of serving', () => {
  it('is reported with the last that it said', async () => {
    const bin = join(temporaryFolder(), 'bin');
    const broken = 'test "$1" = --version && exit 0; echo "no space left" >&2; exit 3';
    shellScript(bin, 'mongod', broken);
    shellScript(bin, 'temporal', broken);
    environment({ PATH: bin, MONGODB_URL: '', TEMPORAL_ADDRESS: '' });

    await expect(startStore()).rejects.toThrow(/^The store exited with code 3; its last lines:\nno space left$/);
    await expect(startTemporal()).rejects.toThrow(/^Temporal exited with code 3; its last lines:\nno space left$/);
  });
});
