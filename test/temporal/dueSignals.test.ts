import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DueSignals, dueSignals } from '../../src/temporal/dueSignals.ts';

const START = Date.parse('2026-05-07T10:00:00Z');
const HOUR = 3_600_000;
const at = (ms: number) => new Date(START + ms);

describe('signals that triggers are due', () => {
  let sent: [campaignId: string, sentAfter: number, due: number][];
  let failures: string[];
  let isAway: boolean;
  let signals: DueSignals;
  beforeEach(() => {
    vi.useFakeTimers({ now: START });
    [sent, failures, isAway] = [[], [], false];
    signals = dueSignals({
      async send(campaignId, dueAt) {
        if (isAway) throw new Error('away');
        sent.push([campaignId, Date.now() - START, dueAt.getTime() - START]);
      },
      onFailure: (_, campaignId) => void failures.push(campaignId),
    });
  });
  afterEach(() => void vi.useRealTimers());
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

  it('go out at once, and then every 2 s with the earliest time that has come meanwhile', async () => {
    signals.tell('a', at(0));
    expect(sent).toEqual([['a', 0, 0]]);
    for (const ms of [500, 900, 1300]) {
      await pass(ms === 500 ? 500 : 400);
      signals.tell('a', at(ms + 10));
    }
    signals.tell('a', at(20));
    await pass(10_000);
    expect(sent).toEqual([
      ['a', 0, 0],
      ['a', 2000, 20],
    ]);
    signals.tell('a', at(12_000));
    expect(sent.at(-1)).toEqual(['a', 11_300, 12_000]);
  });

  it('of one campaign do not delay those of another', () => {
    for (const id of ['a', 'b', 'a', 'c']) signals.tell(id, at(0));
    expect(sent.map(([id]) => id)).toEqual(['a', 'b', 'c']);
  });

  it('go out every minute while what is due is not due soon, and then in time', async () => {
    for (const due of [HOUR, HOUR - 1, 2 * HOUR, HOUR - 2]) {
      signals.tell('a', at(due));
      await pass(1000);
    }
    expect(sent).toEqual([['a', 0, HOUR]]);
    await pass(60_000);
    expect(sent.slice(1)).toEqual([['a', 60_000, HOUR - 2]]);
    signals.tell('a', at(190_000));
    await pass(59_000);
    // It is told a minute before it is due, at the latest.
    expect(sent.slice(2)).toEqual([['a', 120_000, 190_000]]);
  });

  it('go out soon for what is due soon, although later ones wait', async () => {
    signals.tell('a', at(HOUR));
    await pass(5000);
    signals.tell('a', at(HOUR));
    signals.tell('a', at(65_000));
    expect(sent.at(-1)).toEqual(['a', 5000, 65_000]);
    await pass(500);
    signals.tell('a', at(HOUR));
    await pass(500);
    signals.tell('a', at(6000));
    await pass(2000);
    expect(sent.at(-1)).toEqual(['a', 7000, 6000]);
  });

  it('that fail are logged once, and repeated until they arrive, with the earliest time', async () => {
    isAway = true;
    signals.tell('a', at(100));
    await pass(1);
    signals.tell('a', at(50));
    signals.tell('a', at(200));
    await pass(7000);
    expect([sent, failures]).toEqual([[], ['a']]);
    isAway = false;
    await pass(2000);
    expect(sent).toEqual([['a', 8000, 50]]);
    await pass(60_000);
    expect(sent).toHaveLength(1);
  });

  it('that wait are sent when it is closed', async () => {
    signals.tell('a', at(0));
    signals.tell('a', at(1));
    signals.tell('b', at(2));
    await signals.close();
    expect(sent).toEqual([
      ['a', 0, 0],
      ['b', 0, 2],
      ['a', 0, 1],
    ]);
    await pass(60_000);
    expect(sent).toHaveLength(3);
  });
});
