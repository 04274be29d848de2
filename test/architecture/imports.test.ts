import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '../../src');

/** The folders and files of src that each folder may import, besides itself; `type`: only types. Arrows only go down. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  client: [],
  domain: [],
  content: ['domain'],
  egress: [],
  providers: ['domain', 'content', 'egress', 'secretKeys.ts'],
  store: ['domain', 'secretKeys.ts'],
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
  'workflows/live': [
    'domain',
    'type activities',
    'workflows/activities.ts',
    'workflows/messages.ts',
    'workflows/alert.ts',
    'workflows/steering',
  ],
  'workflows/journeys': ['domain', 'type activities', 'workflows/activities.ts', 'workflows/messages.ts'],
  activities: ['domain', 'store', 'providers', 'content', 'mail', 'type logger.ts'],
  temporal: ['domain', 'workflows/messages.ts', 'type workflows', 'type logger.ts'],
  api: [
    'domain',
    'egress',
    'store',
    'providers',
    'content',
    'workflows/messages.ts',
    'type workflows',
    'workflows/journeys/registry.ts',
    'logger.ts',
    'config.ts',
    'secretKeys.ts',
    'temporal',
  ],
};

/**
 * The same within a folder, for its sub-folders. `*.ts` stands for the files that are directly in the folder; files that a sub-folder may
 * import are listed by name.
 */
const MAY_IMPORT_WITHIN: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  domain: {
    '*.ts': [],
    schedule: ['*.ts'],
    dnd: ['*.ts', 'schedule'],
    inbound: ['*.ts'],
    limits: ['schedule'],
    provider: ['audience/phone.ts'],
    topics: ['*.ts', 'inbound'],
    journeys: ['*.ts', 'live', 'schedule', 'type audience', 'type dnd', 'type message'],
    message: [
      '*.ts',
      'type dnd',
      'type limits',
      'type provider',
      'type schedule',
      'type topics',
      'campaign/run.ts',
      'type audience',
    ],
    account: ['*.ts', 'dnd', 'inbound', 'limits', 'topics', 'audience/phone.ts'],
    audience: ['*.ts', 'schedule', 'dnd', 'type account'],
    live: ['*.ts', 'schedule', 'audience'],
    campaign: ['*.ts', 'schedule', 'dnd', 'limits', 'provider', 'message', 'account', 'audience', 'topics', 'live'],
  },
  api: {
    '*.ts': [
      'http',
      'providers',
      'inbound',
      'audience',
      'campaigns',
      'journeys',
      'messages',
      'account',
      'privacy',
      'topics',
    ],
    http: [],
    providers: ['http', 'wire.ts', 'type dependencies.ts', 'campaigns/campaignEnding.ts'],
    audience: [
      'http',
      'wire.ts',
      'type dependencies.ts',
      'campaigns/campaignAnswer.ts',
      'templateProblem.ts',
      'numberSearch.ts',
    ],
    campaigns: [
      'http',
      'wire.ts',
      'type dependencies.ts',
      'audience/bulk.ts',
      'audience/conditionNotes.ts',
      'audience/segmentReferences.ts',
      'templateProblem.ts',
    ],
    messages: ['http', 'wire.ts', 'type dependencies.ts', 'campaigns/runs.ts', 'templateProblem.ts', 'numberSearch.ts'],
    topics: ['http', 'wire.ts', 'type dependencies.ts', 'providers/singleMessage.ts', 'inbound/inboundIds.ts'],
    journeys: ['http', 'wire.ts', 'type dependencies.ts', 'audience/segmentReferences.ts'],
    inbound: [
      'http',
      'wire.ts',
      'type dependencies.ts',
      'providers/providerCalls.ts',
      'providers/singleMessage.ts',
      'topics/confirmations.ts',
    ],
    account: ['http', 'wire.ts', 'type dependencies.ts', 'campaigns/campaignClient.ts'],
    privacy: ['http', 'wire.ts', 'type dependencies.ts', 'audience', 'journeys', 'messages', 'inbound', 'topics'],
  },
  providers: {
    '*.ts': ['http', 'twilio'],
    http: ['connection.ts', 'json.ts', 'messageId.ts', 'outcomes.ts', 'settingsError.ts', 'type provider.ts'],
    sandbox: ['type provider.ts'],
    twilio: ['connection.ts', 'json.ts', 'messageId.ts', 'outcomes.ts', 'type provider.ts'],
  },
  activities: {
    '*.ts': ['audience', 'sending', 'live', 'journeys'],
    audience: ['type contract.ts'],
    sending: ['type contract.ts'],
    live: ['newRun.ts', 'type contract.ts', 'audience/dueGroups.ts', 'sending'],
    retention: ['sending'],
    journeys: ['type contract.ts'],
  },
};

/** Packages that workflow code may import: the sandbox has nothing of Node, and zod alone would add a megabyte. */
const OUTSIDE_IN_WORKFLOWS = ['@temporalio/workflow', '@temporalio/common'];

describe('imports', () => {
  for (const [folder, allowed] of Object.entries(MAY_IMPORT)) {
    it(`${folder} imports ${allowed.length === 0 ? 'nothing of src' : allowed.join(', ')}`, () => {
      const wrong = importsBelow(folder)
        .filter(({ target }) => target !== null)
        .filter(({ target, typeOnly }) => !isAllowed(folder, target ?? '', typeOnly, allowed))
        .map(({ file, specifier }) => `${file} imports ${specifier}`);
      expect(wrong).toEqual([]);
    });
  }

  for (const [folder, table] of Object.entries(MAY_IMPORT_WITHIN)) {
    it(`the folders in ${folder} import each other only as the table says`, () => {
      const within = importsBelow(folder).filter(({ target }) => target?.startsWith(`${folder}/`));
      const wrong = within
        .filter(({ file, target, typeOnly }) => {
          const from = partOf(relative(folder, file));
          return !isListed(relative(folder, target ?? ''), typeOnly, [from, ...(table[from] ?? [])]);
        })
        .map(({ file, specifier }) => `${file} imports ${specifier}`);
      expect(wrong).toEqual([]);
    });
  }

  it('code that workflows import runs without Node and without zod', () => {
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
  /** Path within src; null for a package. */
  readonly target: string | null;
  readonly typeOnly: boolean;
}

const isAllowed = (folder: string, target: string, typeOnly: boolean, allowed: readonly string[]): boolean =>
  isListed(target, typeOnly, [folder, ...allowed]);

/** Whether `list` has the target or a folder that it is in. */
function isListed(target: string, typeOnly: boolean, list: readonly string[]): boolean {
  const parts = target.split('/');
  const names = [partOf(target), ...parts.map((_, index) => parts.slice(0, index + 1).join('/'))];
  return names.some((name) => list.includes(name) || (typeOnly && list.includes(`type ${name}`)));
}

/** The first folder of a path, or `*.ts` for a file without one. */
function partOf(path: string): string {
  const [first = '', ...rest] = path.split('/');
  return rest.length === 0 ? '*.ts' : first;
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

/** Imports and re-exports, in the form that the formatter gives them. */
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
