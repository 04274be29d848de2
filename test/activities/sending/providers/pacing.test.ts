import { describe, expect, it } from 'vitest';
import { Pacer } from '../../../../src/activities/sending/providers/pacer.ts';
import type { RateStore } from '../../../../src/store/rates.ts';
import { freshDatabase } from '../../../support/database.ts';
import { ACCEPT, scriptedProvider } from '../../../support/scriptedProvider.ts';
import { people, sendingSetup } from '../../../support/sending.ts';

const open = { isOpen: () => true };

describe('the sending instants of a provider', () => {
  it.each([100, 1000, 5000])('follow its rate: %d a second', async (ratePerSecond) => {
    const pacer = new Pacer({ rates: ratesInMemory(), providerId: 'prv_0', ratePerSecond });
    const turns = ratePerSecond * 0.25;
    const began = Date.now();
    await Promise.all(Array.from({ length: turns }, () => pacer.turn(open)));
    const took = Date.now() - began;
    // The first one is free at once. Above, room for a busy machine: a timer for each instant alone would take longer.
    expect(took).toBeGreaterThanOrEqual(Math.floor(((turns - 1) * 1000) / ratePerSecond) - 1);
    expect(took).toBeLessThan(1000);
  });

  it('are not awaited by a caller whose gate has closed', async () => {
    const pacer = new Pacer({ rates: ratesInMemory(), providerId: 'prv_0', ratePerSecond: 1 });
    let othersMayGo = true;
    const others = Array.from({ length: 10 }, () => pacer.turn({ isOpen: () => othersMayGo }));
    let mayGo = true;
    const began = Date.now();
    const turn = pacer.turn({ isOpen: () => mayGo });
    mayGo = false;
    expect(await turn).toBe(false);
    expect(Date.now() - began).toBeLessThan(1000);
    othersMayGo = false;
    await Promise.all(others);
  });
});

describe('a paced chunk that is interrupted again and again', () => {
  const { db } = freshDatabase();

  it('continues at its rate: the instants of returned recipients are not lost', async () => {
    let aborting = new AbortController();
    let requests = 0;
    const provider = scriptedProvider({
      react() {
        requests += 1;
        if (requests % 25 === 0) aborting.abort();
        return ACCEPT;
      },
    });
    const ratePerSecond = 100;
    const { send, newPool, store } = await sendingSetup({
      db,
      profiles: people(500),
      providers: [provider],
      ratePerSecond,
    });
    let reserved = 0;
    const rates: RateStore = {
      reserve(request) {
        reserved += request.count;
        return store.rates.reserve(request);
      },
    };
    const pool = newPool(undefined, rates);
    const began = Date.now();
    for (let times = 0; times < 4; times += 1) {
      aborting = new AbortController();
      await send({ signal: aborting.signal, pool });
    }
    const seconds = (Date.now() - began) / 1000;
    expect(provider.ledger.length).toBeGreaterThanOrEqual(100);
    expect(provider.ledger.length).toBeLessThanOrEqual(ratePerSecond * seconds + 10);
    // An interruption, or a stall of the machine, loses the rest of a block, not the instants of all that wait: 500 each time.
    expect(reserved).toBeLessThanOrEqual(500);
  });
});

/** The store's part, for one worker and one provider. */
function ratesInMemory(): RateStore {
  let next = 0;
  return {
    async reserve({ count, intervalMs, now }) {
      const at = Math.max(next, now);
      next = at + count * intervalMs;
      return at;
    },
  };
}
