import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Connection } from '@temporalio/client';
import { MongoClient } from 'mongodb';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { freePort } from '../../dev/components/freePort.ts';
import { projectRoot } from '../../dev/components/projectRoot.ts';
import { type Stack, startStack } from '../../dev/stack.ts';
import { isRunning, stillRunning } from '../support/processes.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

beforeEach(() => {
  // These tests kill processes, so all of them must be their own.
  vi.stubEnv('MONGODB_URL', '');
  vi.stubEnv('TEMPORAL_ADDRESS', '');
  return () => {
    vi.unstubAllEnvs();
  };
});

/** Only the servers, with data in `dataFolder`. */
async function serversOn(dataFolder: string, log: string[] = []): Promise<Stack> {
  const stack = await startStack({ dataFolder, workers: 0, api: false, log: (line) => log.push(line) });
  onTestFinished(() => stack.stop());
  return stack;
}

async function insertNote(mongoUrl: string, _id: string): Promise<string[]> {
  const client = new MongoClient(mongoUrl, { serverSelectionTimeoutMS: 10_000 });
  try {
    const notes = client.db('herald').collection<{ _id: string }>('notes');
    await notes.insertOne({ _id });
    return (await notes.find().sort({ _id: 1 }).toArray()).map((note) => note._id);
  } finally {
    await client.close();
  }
}

async function namespaceId(address: string): Promise<string | null | undefined> {
  const connection = await Connection.connect({ address });
  try {
    return (await connection.workflowService.describeNamespace({ namespace: 'default' })).namespaceInfo?.id;
  } finally {
    await connection.close();
  }
}

const pidsOf = (stack: Stack): number[] =>
  [stack.store, stack.temporal, ...stack.workers, ...(stack.api === null ? [] : [stack.api])].flatMap(
    ({ pid }) => pid ?? [],
  );

describe('the servers of a stack', () => {
  it('come back after a crash at the same address, with their data', async () => {
    const log: string[] = [];
    const stack = await serversOn(join(temporaryFolder(), 'data'), log);
    await insertNote(stack.mongoUrl, 'before');
    const id = await namespaceId(stack.temporalAddress);
    for (const pid of pidsOf(stack)) process.kill(pid, 'SIGKILL');
    await vi.waitUntil(() => log.filter((line) => line.endsWith('is back.')).length === 2, { timeout: 30_000 });

    expect(await insertNote(stack.mongoUrl, 'later')).toEqual(['before', 'later']);
    expect(await namespaceId(stack.temporalAddress)).toBe(id);
    expect(log.filter((line) => line.includes('was ended by SIGKILL'))).toHaveLength(2);
  });

  it('are not restarted when killed through the stack, until they are started', async () => {
    const stack = await serversOn(join(temporaryFolder(), 'data'));
    await insertNote(stack.mongoUrl, 'before');
    await stack.store.kill('SIGKILL');
    expect(stack.store.pid).toBeNull();

    await stack.store.start();
    expect(await insertNote(stack.mongoUrl, 'later')).toEqual(['before', 'later']);
  });

  it('end when the process that started them is killed, and the next start has their data', async () => {
    const dataFolder = join(temporaryFolder(), 'data');
    const parent = await detachedStack(dataFolder);
    expect(await insertNote(parent.mongoUrl, 'before')).toEqual(['before']);
    parent.process.kill('SIGKILL');
    await parent.exited;

    // Immediately: the start must wait for processes that are still ending.
    const stack = await serversOn(dataFolder);
    expect(await stillRunning(parent.pids, 0)).toEqual([]);
    expect(await insertNote(stack.mongoUrl, 'later')).toEqual(['before', 'later']);
  });
});

describe('npm start', () => {
  it('serves until a signal, once per folder, and leaves nothing running', async () => {
    const data = join(temporaryFolder(), 'data');
    const ports = { api: await freePort(), temporal: await freePort(), ui: await freePort(), store: await freePort() };
    const flags = [
      '--data',
      data,
      ...Object.entries(ports).flatMap(([name, port]) => [`--${name}-port`, String(port)]),
    ];
    const first = startCommand(flags);
    await first.printed('Ctrl-C stops everything');
    const lock = JSON.parse(readFileSync(join(data, 'lock'), 'utf8')) as { note: string };
    const { processes } = JSON.parse(lock.note) as { processes: { pid: number }[] };
    const pids = processes.map(({ pid }) => pid);
    expect(pids.filter(isRunning)).toHaveLength(4);
    const apiKey = readFileSync(join(data, 'api-key'), 'utf8').trim();
    expect(first.output()).not.toContain(apiKey);
    expect((await fetch(`http://127.0.0.1:${ports.ui}`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${ports.api}/docs`)).status).toBe(200);

    const second = startCommand(flags);
    expect(await second.exitCode).toBe(1);
    expect(second.output()).toContain(
      `Herald is already running on ${data} (process ${first.process.pid}): API http://127.0.0.1:${ports.api}`,
    );
    expect(pids.filter(isRunning)).toHaveLength(4);

    first.process.kill('SIGINT');
    expect(await first.exitCode).toBe(0);
    expect(pids.filter(isRunning)).toEqual([]);
    expect(existsSync(join(data, 'lock'))).toBe(false);
  });

  it('reports a port that is in use, and the flag for another', async () => {
    const taken = Number(new URL(`http://${(await serversOn(join(temporaryFolder(), 'other'))).temporalAddress}`).port);
    const command = startCommand(['--data', join(temporaryFolder(), 'data'), '--temporal-port', String(taken)]);

    expect(await command.exitCode).toBe(1);
    expect(command.output()).toContain(`Port ${taken} of 127.0.0.1, wanted for Temporal, is in use.`);
    expect(command.output()).toContain('--temporal-port');
  });
});

/** A stack of only servers in a process of its own, which can be killed. */
async function detachedStack(dataFolder: string) {
  const stackModule = join(projectRoot(), 'dist/dev/stack.js');
  const script = `
    const { startStack } = await import(${JSON.stringify(stackModule)});
    const stack = await startStack({ dataFolder: ${JSON.stringify(dataFolder)}, workers: 0, api: false });
    console.log(JSON.stringify({ mongoUrl: stack.mongoUrl, pids: [stack.store.pid, stack.temporal.pid] }));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { mongoUrl, pids } = JSON.parse(line) as { mongoUrl: string; pids: number[] };
  return { process: child as ChildProcess, exited, mongoUrl, pids };
}

/** The module that `npm start` runs once everything is built. */
function startCommand(flags: readonly string[]) {
  const child = spawn(process.execPath, [join(projectRoot(), 'dist/dev/start.js'), ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const exitCode = once(child, 'close').then(([code]) => code as number | null);
  onTestFinished(() => void child.kill('SIGTERM'));
  return {
    process: child as ChildProcess,
    exitCode,
    output: () => output,
    printed: (text: string) =>
      vi.waitUntil(
        () => {
          if (child.exitCode !== null) throw new Error(`It ended early:\n${output}`);
          return output.includes(text);
        },
        { timeout: 60_000 },
      ),
  };
}
