import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { PooledProvider } from '../../../../src/activities/sending/providers/providerPool.ts';
import { freshDatabase } from '../../../support/database.ts';
import { ACCEPT, type ScriptedProvider, scriptedProvider, TROUBLE } from '../../../support/scriptedProvider.ts';
import { people, QUICK, sendingSetup } from '../../../support/sending.ts';

const sms = { reference: 'r', to: '+447700900000', text: 't', receiptUrl: null, validitySeconds: null };
const open = { isOpen: () => true };
const closed = { isOpen: () => false };
const RESTED_MS = QUICK.breaker.restMs + 50;

describe('a provider whose breaker is open', () => {
  const { db } = freshDatabase();

  it('gets one message as a trial, even after cancelled ones, and all of them once that one is accepted', async () => {
    let isDown = true;
    const provider = scriptedProvider({ react: () => (isDown ? TROUBLE : ACCEPT) });
    const { newPool } = await sendingSetup({ db, profiles: people(1), providers: [provider] });
    const pooled = await newPool().get('prv_0');
    if (!pooled) throw new Error('the pool has no prv_0');
    for (let times = 0; times < QUICK.breaker.failures; times += 1) await pooled.send(sms, open);
    expect(await pooled.send(sms, open)).toEqual({ kind: 'resting' });

    await sleep(RESTED_MS);
    expect(await pooled.send(sms, closed)).toEqual({ kind: 'closed' });
    expect(await requestsOfFifty(pooled, provider)).toBe(1);
    expect(await pooled.send(sms, open)).toEqual({ kind: 'resting' });

    await sleep(RESTED_MS);
    isDown = false;
    expect(await pooled.send(sms, open)).toMatchObject({ kind: 'accepted' });
    expect(await requestsOfFifty(pooled, provider)).toBe(50);
  });
});

/** How many of fifty messages at once came to the provider. */
async function requestsOfFifty(pooled: PooledProvider, provider: ScriptedProvider): Promise<number> {
  const before = provider.requests.length;
  await Promise.all(Array.from({ length: 50 }, () => pooled.send(sms, open)));
  return provider.requests.length - before;
}
