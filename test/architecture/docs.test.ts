import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

it('docs/contributing.md names files and folders that exist', () => {
  const text = readFileSync(join(ROOT, 'docs/contributing.md'), 'utf8');
  const paths = [...text.matchAll(/`((?:src|test|dev|bench|docs)\/[^`<]*)`/g)].map(([, path]) => path ?? '');
  expect(paths.length).toBeGreaterThan(20);
  expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});
