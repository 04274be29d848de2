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

  it('are left out while the workflow is going to look by then anyway, with room for clocks that differ', async () => {
    signals.tell('a', at(HOUR));
    await pass(5000);
    signals.tell('a', at(HOUR));
    signals.tell('a', at(2 * HOUR));
    await pass(5000);
    expect(sent).toEqual([['a', 0, HOUR]]);
    signals.tell('a', at(HOUR - 1));
    expect(sent.at(-1)).toEqual(['a', 10_000, HOUR - 1]);
    await pass(HOUR - 10_000 - 59_000);
    signals.tell('a', at(HOUR + 5));
    expect(sent.at(-1)).toEqual(['a', HOUR - 59_000, HOUR + 5]);
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
