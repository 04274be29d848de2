import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../dev/components/projectRoot.ts';
import { system } from '../support/system.ts';

const readme = readFileSync(join(projectRoot(), 'README.md'), 'utf8');
const scripts = [...readme.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, script = '']) => script);

describe('the commands of the README', () => {
  const { stack, simulator } = system();

  it('define and send a first campaign, as they stand, then another one with times and limits, and confirm a subscription to a topic', async () => {
    const { folder, apiKey, apiUrl } = stack();
    mkdirSync(join(folder, '.herald'));
    writeFileSync(join(folder, '.herald/api-key'), apiKey);
    const script = scripts
      .join('\n')
      .replaceAll('http://127.0.0.1:8080', apiUrl ?? '')
      .replaceAll('http://127.0.0.1:9100', simulator().url);
    expect(script).not.toContain('...');
    // Without --norc, a bash whose input is a socket may read the machine's bashrc.
    const run = promisify(execFile)('bash', ['--norc', '-eu', '-c', script], { cwd: folder, timeout: 120_000 });
    const { stdout, stderr } = await run;
    expect(stderr).toBe('');
    expect(stdout).toContain('"sent":1,');
    expect(stdout).toContain('Hi Ada, thank you. Reply STOP to opt out');
    expect(stdout).toContain('"provider":"sim"');
    expect(stdout).toMatch(/"number":"\+447700900123",.*"source":"stop"/);
    // Problem documents name their status.
    expect(stdout).not.toMatch(/"status":[45]\d\d/);
    expect(stdout).toMatch(/"messageId":"single\/msg_\w+\/1","status":"accepted"/);
    expect(stdout).toContain('"name":"Every 7th"');
    expect(stdout).toContain('"asked":1,');
    expect(stdout.match(/"notSubscribed":\d+/g)?.slice(-2)).toEqual(['"notSubscribed":1', '"notSubscribed":0']);
    expect(stdout).toContain('"getsMessages":true');
  });
});
