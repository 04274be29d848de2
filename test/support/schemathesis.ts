import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, installed } from '../../dev/components/cache.ts';
import { startChild } from '../../dev/components/childProcess.ts';
import { run } from '../../dev/components/command.ts';
import { projectRoot } from '../../dev/components/projectRoot.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const FOLDER = join(projectRoot(), 'test/system/schemathesis');
const REQUIREMENTS = join(FOLDER, 'requirements.txt');

/** The folder with Schemathesis and its libraries, installed if necessary; null, with a message, where that is impossible. */
export async function schemathesisFolder(): Promise<string | null> {
  const python = spawnSync('python3', ['-c', 'import sys, pip; print(sys.implementation.cache_tag)'], {
    encoding: 'utf8',
  });
  if (python.status !== 0) {
    console.error(
      'Schemathesis needs Python 3.10 or later with pip: its test is skipped (apt-get install python3-pip).',
    );
    return null;
  }
  const key = `schemathesis-${python.stdout.trim()}-${fingerprint(readFileSync(REQUIREMENTS))}`;
  try {
    return await installed({
      key,
      install: (folder) =>
        run({
          name: 'pip',
          command: 'python3',
          args: ['-m', 'pip', 'install', '--quiet', '--no-cache-dir', '--target', folder, '-r', REQUIREMENTS],
          env: process.env,
        }),
    });
  } catch (error) {
    console.error(`Schemathesis could not be installed: its test is skipped. ${String(error)}`);
    return null;
  }
}

export interface SchemathesisRun {
  readonly folder: string;
  readonly apiUrl: string;
  /** Left out: without a key. */
  readonly apiKey?: string | undefined;
  readonly phases: readonly ('examples' | 'coverage' | 'fuzzing' | 'stateful')[];
  /** Test cases of each operation while fuzzing. */
  readonly maxExamples: number;
}

/** Runs all checks of Schemathesis; returns its exit code, and its output from the first failure on. */
export async function schemathesis(options: SchemathesisRun): Promise<{ code: number | null; output: string }> {
  const { folder, apiUrl, apiKey, phases, maxExamples } = options;
  const lines: string[] = [];
  const child = await startChild({
    name: 'Schemathesis',
    command: 'python3',
    args: [
      '-c',
      'from schemathesis.cli import schemathesis; schemathesis()',
      ...['--config-file', join(FOLDER, 'schemathesis.toml')],
      'run',
      `${apiUrl}/openapi.json`,
      ...['--phases', phases.join()],
      ...['--max-examples', String(maxExamples)],
      '--generation-deterministic',
      ...['--workers', '1'],
      '--continue-on-failure',
      '--no-shrink',
      '--no-color',
      ...['--warnings', 'off'],
      ...['--request-timeout', '30'],
      ...(apiKey === undefined ? [] : ['--header', `Authorization: Bearer ${apiKey}`]),
    ],
    // It keeps what failed in its folder and begins with that the next time, which would make one run differ from another.
    cwd: temporaryFolder(),
    env: {
      ...process.env,
      PYTHONPATH: `${folder}:${FOLDER}`,
      PYTHONDONTWRITEBYTECODE: '1',
      SCHEMATHESIS_HOOKS: 'hooks',
    },
    onLine: (line) => lines.push(line.slice(0, MOST_CHARACTERS)),
  });
  const { code } = await child.exited;
  const begin = lines.findIndex((line) => /^=+ (ERRORS|FAILURES|SUMMARY) =+$/.test(line));
  return { code, output: lines.slice(Math.max(0, begin)).join('\n') };
}

/** Of a line of output: the requests in it may be very long. */
const MOST_CHARACTERS = 600;
