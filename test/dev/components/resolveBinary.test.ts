import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Component, resolveBinary } from '../../../dev/components/resolveBinary.ts';
import { shellScript } from '../../support/executables.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

/** A download script that records each call and then runs `body` with `folder`. */
function downloadScript(work: string, body: string): string {
  const script = join(work, 'download.mjs');
  writeFileSync(
    script,
    `import { appendFileSync, chmodSync, writeFileSync } from 'node:fs';
const folder = process.argv[2];
appendFileSync(${JSON.stringify(join(work, 'calls'))}, 'x');
${body}`,
  );
  return script;
}

const SUCCEEDS = "writeFileSync(folder + '/gadget', '#!/bin/sh\\nexit 0'); chmodSync(folder + '/gadget', 0o755);";
const FAILS = 'process.exit(1);';

function gadget(work: string, download: string, stallMs = 2_000): Component {
  return {
    name: 'the gadget',
    command: 'gadget',
    probe: ['--version'],
    download: { key: 'gadget-download', script: downloadScript(work, download), stallMs },
    registry: {
      key: 'gadget-1.0',
      install: async (folder) => {
        shellScript(folder, 'built-gadget', 'exit 0');
      },
    },
    cache: join(work, 'cache'),
  };
}

const downloads = (work: string) =>
  existsSync(join(work, 'calls')) ? readFileSync(join(work, 'calls'), 'utf8').length : 0;

function onlyPath(folder: string): void {
  vi.stubEnv('PATH', folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

describe('a component is', () => {
  it('the binary on PATH, before anything is downloaded', async () => {
    const work = temporaryFolder();
    const path = shellScript(join(work, 'bin'), 'gadget', 'exit 0');
    onlyPath(`${join(work, 'empty')}:${join(work, 'bin')}`);

    expect(await resolveBinary(gadget(work, SUCCEEDS))).toEqual({ source: 'path', path });
    expect(downloads(work)).toBe(0);
  });

  it('not a binary on PATH that does not run on this machine', async () => {
    const work = temporaryFolder();
    shellScript(join(work, 'bin'), 'gadget', 'exit 127');
    onlyPath(join(work, 'bin'));

    expect(await resolveBinary(gadget(work, SUCCEEDS))).toMatchObject({ source: 'download' });
  });

  it('the official download, which happens once', async () => {
    const work = temporaryFolder();
    onlyPath(join(work, 'bin'));
    const component = gadget(work, SUCCEEDS);
    const found = { source: 'download', path: join(work, 'cache/gadget-download/gadget') };

    expect(await resolveBinary(component)).toEqual(found);
    expect(await resolveBinary(component)).toEqual(found);
    expect(downloads(work)).toBe(1);
  });

  it('built from the registry when the download fails, and then no download is attempted again', async () => {
    const work = temporaryFolder();
    onlyPath(join(work, 'bin'));
    const component = gadget(work, FAILS);
    const found = { source: 'registry', path: join(work, 'cache/gadget-1.0') };

    expect(await resolveBinary(component)).toEqual(found);
    expect(await resolveBinary(component)).toEqual(found);
    expect(downloads(work)).toBe(1);
  });

  it('built from the registry when the download does not run on this machine', async () => {
    const work = temporaryFolder();
    onlyPath(join(work, 'bin'));

    expect(await resolveBinary(gadget(work, SUCCEEDS.replace('exit 0', 'exit 127')))).toMatchObject({
      source: 'registry',
    });
  });

  it('built from the registry soon after the download hangs', async () => {
    const work = temporaryFolder();
    onlyPath(join(work, 'bin'));
    const begun = Date.now();

    expect(await resolveBinary(gadget(work, 'setInterval(() => {}, 1000);', 300))).toMatchObject({
      source: 'registry',
    });
    expect(Date.now() - begun).toBeLessThan(3_000);
  });
});
