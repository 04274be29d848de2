import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { takePidLock } from '../../../dev/components/pidLock.ts';
import { processStartedAt } from '../../../dev/components/processStartedAt.ts';
import { deadPid } from '../../support/executables.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

describe('a pid lock', () => {
  it('is acquired by one process and refused to the next, which learns its holder', () => {
    const path = join(temporaryFolder(), 'lock');
    const first = takePidLock(path, 'at port 1');
    const second = takePidLock(path);

    expect(first).toMatchObject({ acquired: true, previous: null });
    expect(second).toMatchObject({ acquired: false, holder: { pid: process.pid, note: 'at port 1' } });
  });

  it('is free after its release', () => {
    const path = join(temporaryFolder(), 'lock');
    const first = takePidLock(path);
    if (first.acquired) first.release();

    expect(existsSync(path)).toBe(false);
    expect(takePidLock(path)).toMatchObject({ acquired: true, previous: null });
  });

  it('of a process that has ended is taken over, with its note', () => {
    const path = join(temporaryFolder(), 'lock');
    const pid = deadPid();
    writeFileSync(path, JSON.stringify({ pid, startedAt: 'then', note: 'left behind' }));

    expect(takePidLock(path)).toMatchObject({ acquired: true, previous: { pid, note: 'left behind' } });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid });
  });

  it('of an earlier process whose pid was reused is taken over', () => {
    const path = join(temporaryFolder(), 'lock');
    writeFileSync(path, JSON.stringify({ pid: process.ppid, startedAt: 'before the reboot', note: '' }));
    expect(takePidLock(path).acquired).toBe(true);

    writeFileSync(path, JSON.stringify({ pid: process.ppid, startedAt: processStartedAt(process.ppid), note: '' }));
    expect(takePidLock(path).acquired).toBe(false);
  });

  it('with invalid content (after a full disk, say) is taken over', () => {
    const path = join(temporaryFolder(), 'lock');
    writeFileSync(path, '{"pid":');

    expect(takePidLock(path).acquired).toBe(true);
  });

  it('shows a later note, but none after its release', () => {
    const path = join(temporaryFolder(), 'lock');
    const lock = takePidLock(path, 'starting');
    if (!lock.acquired) throw new Error('The lock was free.');
    lock.update('ready');
    expect(takePidLock(path)).toMatchObject({ acquired: false, holder: { note: 'ready' } });

    lock.release();
    lock.update('too late');
    expect(existsSync(path)).toBe(false);
  });
  it('remains acquired when its note cannot be written any more', () => {
    const folder = join(temporaryFolder(), 'folder');
    mkdirSync(folder);
    const lock = takePidLock(join(folder, 'lock'), 'starting');
    if (!lock.acquired) throw new Error('The lock was free.');
    renameSync(folder, `${folder}.away`);
    lock.update('ready');
    renameSync(`${folder}.away`, folder);

    expect(takePidLock(join(folder, 'lock'))).toMatchObject({ acquired: false, holder: { note: 'starting' } });
    expect(readdirSync(folder)).toEqual(['lock']);
  });
});
