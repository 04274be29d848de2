import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { freePort } from '../../../dev/components/freePort.ts';
import { javaStoreInstallation } from '../../../dev/components/javaStore.ts';
import { silent } from '../../../dev/components/log.ts';
import { startStore } from '../../../dev/components/store.ts';
import { startTemporal } from '../../../dev/components/temporal.ts';
import { environment } from '../../support/environment.ts';
import { shellScript } from '../../support/executables.ts';
import { listeningPort } from '../../support/listener.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

describe('an address in the environment', () => {
  it('is the store, and nothing is started', async () => {
    environment({ MONGODB_URL: inject('mongoUrl') });
    const lines: string[] = [];
    const store = await startStore({ log: (line) => lines.push(line) });

    expect(store).toMatchObject({ url: inject('mongoUrl'), source: 'environment', pid: null });
    expect(lines).toEqual(['Store: the server at MONGODB_URL.']);
    await store.stop();
  });

  it('is Temporal, and nothing is started', async () => {
    const address = `127.0.0.1:${await listeningPort()}`;
    environment({ TEMPORAL_ADDRESS: address, TEMPORAL_UI_URL: 'http://elsewhere:8080' });
    const lines: string[] = [];
    const temporal = await startTemporal({ log: (line) => lines.push(line) });

    expect(temporal).toMatchObject({ address, uiUrl: 'http://elsewhere:8080', source: 'environment', pid: null });
    expect(lines).toEqual(['Temporal: the server at TEMPORAL_ADDRESS.']);
    await temporal.stop();
  });

  it('at which no server answers is reported, and nothing is started instead', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    environment({ TEMPORAL_ADDRESS: address });
    const lines: string[] = [];

    await expect(startTemporal({ log: (line) => lines.push(line) })).rejects.toThrow(
      `Nothing answers at ${address} (TEMPORAL_ADDRESS).`,
    );
    expect(lines).toEqual([]);
  });
});

describe('data on disk', () => {
  it('is never served by another kind of store than the one that wrote it', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'store.h2.mongod'));
    environment({ MONGODB_URL: '' });

    await expect(startStore({ dataFile: join(folder, 'store.h2') })).rejects.toThrow(
      `${join(folder, 'store.h2.mongod')} was written by mongod, but there is no mongod on this machine now.`,
    );
  });
});

describe('the embedded store', () => {
  it('says what to do when there is no Java to run it', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'cache', javaStoreInstallation(silent).key), { recursive: true });
    environment({ PATH: join(folder, 'bin'), HERALD_CACHE: join(folder, 'cache'), MONGODB_URL: '' });

    await expect(startStore()).rejects.toThrow(
      'There is no MongoDB to use, and the embedded store runs on Java. Please set MONGODB_URL, or install mongod, ' +
        'or a JDK (17 or later) and Maven for the embedded store (not found on PATH: java).',
    );
  });
});

describe('a server that ends instead of serving', () => {
  it('is reported with its last lines of output', async () => {
    const bin = join(temporaryFolder(), 'bin');
    const broken = 'test "$1" = --version && exit 0; echo "no space left" >&2; exit 3';
    shellScript(bin, 'mongod', broken);
    shellScript(bin, 'temporal', broken);
    environment({ PATH: bin, MONGODB_URL: '', TEMPORAL_ADDRESS: '' });

    await expect(startStore()).rejects.toThrow(/^The store exited with code 3; its last lines:\nno space left$/);
    await expect(startTemporal()).rejects.toThrow(/^Temporal exited with code 3; its last lines:\nno space left$/);
  });
});
