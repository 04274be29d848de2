import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { storeOf } from '../../src/store/store.ts';
import { freshDatabase } from '../support/database.ts';

const keyOf = (bytes: Buffer, id: string): string => `${id}:${bytes.toString('base64')}`;
const OLD = keyOf(randomBytes(32), 'old');
const NUMBERS = ['+447700900001', '+447700900002', '+447700900003'];
const at = new Date('2026-03-02T10:00:00Z');

describe('suppressions of erased persons', () => {
  const { db, url, name } = freshDatabase();

  it('are found in the same command as the others, also by a process that began before there were any', async () => {
    const client = new MongoClient(url, { monitorCommands: true });
    onTestFinished(() => client.close());
    let commands = 0;
    client.on('commandStarted', () => {
      commands += 1;
    });
    const { suppressions } = storeOf(client.db(name), OLD);
    const lookUp = async () => {
      commands = 0;
      return [[...(await suppressions.among(NUMBERS))], commands];
    };
    expect(await lookUp()).toEqual([[], 1]);
    const elsewhere = storeOf(db, OLD).suppressions;
    await elsewhere.add({ number: NUMBERS[0] ?? '', source: 'api', at });
    await elsewhere.forget([NUMBERS[0] ?? ''], null, at);
    await elsewhere.add({ number: NUMBERS[1] ?? '', source: 'api', at });
    expect(await lookUp()).toEqual([expect.arrayContaining(NUMBERS.slice(0, 2)), 2]);
    expect(await lookUp()).toEqual([expect.arrayContaining(NUMBERS.slice(0, 2)), 1]);
    const rotated = storeOf(db, `${keyOf(randomBytes(32), 'new')},${OLD}`).suppressions;
    expect((await rotated.among(NUMBERS)).size).toBe(2);
  });
});
