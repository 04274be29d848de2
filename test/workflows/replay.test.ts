import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, describe, expect, it } from 'vitest';
import { JOURNEYS } from '../../src/workflows/journeys/registry.ts';
import { bundleWorkflows } from '../support/workflows.ts';

const FOLDER = join(import.meta.dirname, '../histories');
const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.json'))
  .sort();

describe('histories of earlier releases', () => {
  let workflowBundle: WorkflowBundleWithSourceMap;
  beforeAll(async () => {
    workflowBundle = await bundleWorkflows();
  });
  const replay = (json: unknown): Promise<void> => Worker.runReplayHistory({ workflowBundle }, historyFromJSON(json));

  it('exist for each workflow and each path, also with a continued state', () => {
    for (const kind of ['campaign', 'batch', 'alert', 'single', 'import', 'erasure', 'live'])
      expect(files.some((file) => file.includes(`/${kind}-`))).toBe(true);
    for (const path of ['over', 'steered', 'held', 'blocked', 'outage', 'dates', 'cancelled']) {
      expect(files.some((file) => file.includes(`live-${path}`))).toBe(true);
      // A cancellation ends an execution before it is full.
      const isCarried = files.some((file) => new RegExp(`live-${path}-short-\\d`).test(file));
      expect(isCarried || path === 'cancelled').toBe(true);
    }
    const paths = [
      'completed',
      'paused',
      'outage',
      'stopped',
      'cancelled',
      'approved',
      'blocked',
      'edited',
      'postponed',
    ];
    for (const path of paths) {
      expect(
        files.some((file) => file.includes(`campaign-${path}`)),
        path,
      ).toBe(true);
      expect(
        files.some((file) => new RegExp(`campaign-${path}[\\w-]*-short-\\d`).test(file)),
        `${path}, carried`,
      ).toBe(true);
    }
  });

  it('exist for each journey', () => {
    const without = JOURNEYS.filter(({ name }) => !files.some((file) => file.startsWith(`journeys/${name}-`)));
    expect(without.map(({ name }) => `npm run journey -- ${name} --save LABEL`)).toEqual([]);
  });

  it.for(files)('replay: %s', async (file) => {
    await replay(readHistory(file));
  });

  it('would not replay, if the workflow did something else than it did then', async () => {
    const file = files.find((one) => one.includes('campaign-completed')) ?? '';
    const changed = readFileSync(join(FOLDER, file), 'utf8').replaceAll('"freezeAudience"', '"freezeSomethingElse"');
    await expect(replay(JSON.parse(changed))).rejects.toThrow(DeterminismViolationError);
  });

  it.each([
    ['wait: account_set_up', 'wait: account_made', false],
    ['sms: welcome', 'sms: hello', false],
    ['until: 10:00', 'sleep: 1 day', false],
    ['until: 10:00', 'until: 11:00', true],
  ])('of a journey, which comes to %s where the person has come to %s: may go on: %s', async (now, then, mayGoOn) => {
    const json = JSON.stringify(readHistory('journeys/onboarding-alone.json'));
    const changed = json.replace(/"data":"([^"]*)"/g, (_, data) => {
      const text = Buffer.from(data, 'base64').toString();
      return `"data":"${Buffer.from(text.replaceAll(`"step":"${now}"`, `"step":"${then}"`)).toString('base64')}"`;
    });
    expect(changed).not.toBe(json);
    const replayed = replay(JSON.parse(changed));
    if (mayGoOn) await replayed;
    else await expect(replayed).rejects.toThrow('wanted: the same steps, or a patch (docs/journeys.md)');
  });

  it.for(files)('hold no number and no text: %s', (file) => {
    const payloads = JSON.stringify(readHistory(file)).match(/"data":"[^"]*"/g) ?? [];
    const plain = payloads.map((payload) => Buffer.from(payload.slice(8, -1), 'base64').toString()).join('\n');
    expect(plain).not.toMatch(/\+\d{8,}|Hello|u-\d{8}/);
  });

  it.for(files)('do not say where they were recorded: %s', (file) => {
    expect(JSON.stringify(readHistory(file))).not.toMatch(/"stackTrace":"[^"]|node_modules/);
  });
});

const readHistory = (file: string): unknown => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
