import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '../../src');

/** What each folder may import from src, besides itself; `type` in front: types only. Arrows go down only. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  content: ['domain'],
  providers: ['domain', 'content'],
  store: ['domain'],
  mail: ['domain'],
  workflows: ['domain', 'type activities'],
  'workflows/steering': ['domain', 'workflows/activities.ts', 'workflows/messages.ts'],
  'workflows/campaign': [
    'domain',
    'type activities',
    'workflows/activities.ts',
    'workflows/messages.ts',
    'workflows/alert.ts',
    'type workflows/batch.ts',
    'workflows/steering',
  ],
  activities: ['domain', 'store', 'providers', 'content', 'mail', 'type logger.ts'],
  temporal: ['domain', 'workflows/messages.ts', 'type workflows', 'type logger.ts'],
  api: [
    'domain',
    'store',
    'providers',
    'content',
    'workflows/messages.ts',
    'type workflows',
    'logger.ts',
    'config.ts',
    'temporal',
  ],
};

/** What workflow code may import from outside: the sandbox has nothing of Node, and zod alone would add a megabyte. */
const OUTSIDE_IN_WORKFLOWS = ['@temporalio/workflow', '@temporalio/common'];

describe('the import rules', () => {
  for (const [folder, allowed] of Object.entries(MAY_IMPORT)) {
    it(`${folder} imports ${allowed.length === 0 ? 'nothing of ours' : allowed.join(', ')}`, () => {
      const wrong = importsBelow(folder)
        .filter(({ target }) => target !== null)
        .filter(({ target, typeOnly }) => !isAllowed(folder, target ?? '', typeOnly, allowed))
        .map(({ file, specifier }) => `${file} imports ${specifier}`);
      expect(wrong).toEqual([]);
    });
  }

  it('what workflows reach runs without Node and without zod', () => {
    const wrong = reachableFrom('workflows/index.ts')
      .filter(
        ({ target, specifier, typeOnly }) => target === null && !typeOnly && !OUTSIDE_IN_WORKFLOWS.includes(specifier),
      )
      .map(({ file, specifier }) => `${file} imports ${specifier}`);
    expect(wrong).toEqual([]);
  });

  it('nothing in src imports dev or test, and only config reads the environment', () => {
    const wrong = filesBelow('').flatMap((file) => {
      const text = readFileSync(join(SRC, file), 'utf8');
      const leaves = importsOf(file).filter(({ target }) => target?.startsWith('..'));
      const readsEnvironment = text.includes('process.env') && file !== 'config.ts';
      return [
        ...leaves.map(({ specifier }) => `${file} imports ${specifier}`),
        ...(readsEnvironment ? [`${file} reads process.env`] : []),
      ];
    });
    expect(wrong).toEqual([]);
  });
});

interface Import {
  readonly file: string;
  readonly specifier: string;
  /** Path in src; null for a package. */
  readonly target: string | null;
  readonly typeOnly: boolean;
}

function isAllowed(folder: string, target: string, typeOnly: boolean, allowed: readonly string[]): boolean {
  const parts = target.split('/');
  const names = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  const isIn = (list: readonly string[]): boolean => names.some((name) => list.includes(name));
  return isIn([folder, ...allowed]) || (typeOnly && isIn(allowed.map((name) => name.replace(/^type /, ''))));
}

function reachableFrom(entry: string): Import[] {
  const seen = new Set<string>();
  const found: Import[] = [];
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const one of importsOf(file)) {
      found.push(one);
      if (one.target !== null && !one.typeOnly) visit(one.target);
    }
  };
  visit(entry);
  return found;
}

const importsBelow = (folder: string): Import[] => filesBelow(folder).flatMap(importsOf);

const filesBelow = (folder: string): string[] =>
  readdirSync(join(SRC, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));

/** Imports and re-exports, which the formatter leaves in one shape. */
function importsOf(file: string): Import[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  return [...text.matchAll(/^(?:import|export) (type )?([^;'"]*? from )?['"]([^'"]+)['"]/gms)].map((match) => {
    const [, type, names = '', specifier = ''] = match;
    const target = specifier.startsWith('.') ? relative(SRC, resolve(SRC, file, '..', specifier)) : null;
    const inBraces =
      /^\{(.*)\} from $/s
        .exec(names)?.[1]
        ?.split(',')
        .filter((name) => name.trim() !== '') ?? [];
    const onlyTypes = inBraces.length > 0 && inBraces.every((name) => name.trim().startsWith('type '));
    return { file, specifier, target, typeOnly: type !== undefined || onlyTypes };
  });
}
