import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { cacheFolder, installed } from '../../../dev/components/cache.ts';
import { deadPid } from '../../support/executables.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

describe('an installation in the cache', () => {
  it('happens once, however many request it at the same time', async () => {
    const cache = temporaryFolder();
    let times = 0;
    let waiting = 0;
    const installation = {
      key: 'tool-1.0',
      onWait: () => {
        waiting += 1;
      },
      async install(folder: string) {
        times += 1;
        await sleep(50);
        writeFileSync(join(folder, 'tool'), 'whole');
      },
    };
    const folders = await Promise.all([1, 2, 3].map(() => installed(installation, cache)));

    expect([times, waiting]).toEqual([1, 2]);
    expect(new Set(folders)).toEqual(new Set([join(cache, 'tool-1.0')]));
    expect(readFileSync(join(cache, 'tool-1.0/tool'), 'utf8')).toBe('whole');
    expect(readdirSync(cache)).toEqual(['tool-1.0']);
  });

  it('is not visible before it is complete', async () => {
    const cache = temporaryFolder();
    await installed(
      {
        key: 'tool-1.0',
        async install(folder) {
          writeFileSync(join(folder, 'half'), '');
          expect(readdirSync(cache)).not.toContain('tool-1.0');
        },
      },
      cache,
    );
    expect(readdirSync(join(cache, 'tool-1.0'))).toEqual(['half']);
  });

  it('that fails leaves nothing behind and can be repeated', async () => {
    const cache = temporaryFolder();
    const failing = {
      key: 'tool-1.0',
      async install(folder: string) {
        writeFileSync(join(folder, 'half'), '');
        throw new Error('no network');
      },
    };
    await expect(installed(failing, cache)).rejects.toThrow('no network');
    expect(readdirSync(cache)).toEqual([]);

    await installed({ key: 'tool-1.0', install: async (folder) => writeFileSync(join(folder, 'tool'), '') }, cache);
    expect(readdirSync(join(cache, 'tool-1.0'))).toEqual(['tool']);
  });

  it('is repeated from the beginning after its process was killed', async () => {
    const cache = temporaryFolder();
    mkdirSync(join(cache, 'tool-1.0.draft-of-the-killed'));
    writeFileSync(join(cache, 'tool-1.0.lock'), JSON.stringify({ pid: deadPid(), startedAt: 'then', note: '' }));

    await installed({ key: 'tool-1.0', install: async (folder) => writeFileSync(join(folder, 'tool'), '') }, cache);
    expect(readdirSync(cache)).toEqual(['tool-1.0']);
    expect(readdirSync(join(cache, 'tool-1.0'))).toEqual(['tool']);
  });
});

describe('the cache folder', () => {
  it('is HERALD_CACHE, or in the cache folder of the user', () => {
    expect(cacheFolder({ HERALD_CACHE: '/x', XDG_CACHE_HOME: '/y' })).toBe('/x');
    expect(cacheFolder({ XDG_CACHE_HOME: '/y' })).toBe('/y/herald');
    expect(cacheFolder({ XDG_CACHE_HOME: 'relative' })).toMatch(/\/\.cache\/herald$/);
    expect(cacheFolder({})).toMatch(/\/\.cache\/herald$/);
  });
});
