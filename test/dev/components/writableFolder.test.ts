import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeWritableFolder } from '../../../dev/components/writableFolder.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

describe('a folder to write to', () => {
  it('is created with those above it, for their owner only, and remains empty', () => {
    const above = join(temporaryFolder(), 'above');
    const folder = join(above, 'folder');
    makeWritableFolder(folder);

    expect([above, folder].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that exists is not changed', () => {
    const folder = join(temporaryFolder(), 'folder');
    mkdirSync(folder, { mode: 0o755 });
    writeFileSync(join(folder, 'file'), '');
    makeWritableFolder(folder);

    expect(statSync(folder).mode & 0o777).toBe(0o755);
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('is refused when there is a file', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '', { mode: 0o755 });

    expect(() => makeWritableFolder(file)).toThrow(`Can't write to ${file}: not a directory.`);
    expect(() => makeWritableFolder(join(file, 'folder'))).toThrow(`Can't write to ${file}/folder: not a directory.`);
  });

  it.runIf(existsSync('/proc/self'))('is refused where no folder can be made, without waiting for ever', () => {
    expect(() => makeWritableFolder('/proc/foo')).toThrow("Can't write to /proc/foo: no such file or directory.");
    expect(() => makeWritableFolder('/proc/foo/bar')).toThrow(/^Can't write to \/proc\/foo\/bar: /);
  });
});
