import { describe, expect, it } from 'vitest';
import { providerPool } from '../../../../src/activities/sending/providers/providerPool.ts';
import type { SmsProvider } from '../../../../src/providers/provider.ts';
import { freshDatabase } from '../../../support/database.ts';
import { ACCEPT, scriptedProvider } from '../../../support/scriptedProvider.ts';
import { people, QUICK, sendingSetup } from '../../../support/sending.ts';

describe('the providers of a worker', () => {
  const { db } = freshDatabase();

  it('are created once for all concurrent callers, and each is closed', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const { store } = await sendingSetup({ db, profiles: people(1), providers: [provider] });
    let made = 0;
    let closed = 0;
    const createProvider = (): SmsProvider => {
      made += 1;
      return {
        ...provider,
        close: async () => {
          closed += 1;
        },
      };
    };
    const pool = providerPool({ providers: store.providers, rates: store.rates, policy: QUICK, createProvider });

    const got = await Promise.all([pool.get('prv_0'), pool.get('prv_0'), pool.get('prv_0')]);
    await pool.close();

    expect(got[0]?.id).toBe('prv_0');
    expect(new Set(got).size).toBe(1);
    expect({ made, closed }).toEqual({ made: 1, closed: 1 });
  });
});

describe('a run whose providers were all deleted', () => {
  const { db } = freshDatabase();

  it('waits: no recipient fails because of that', async () => {
    const provider = scriptedProvider({ react: () => ACCEPT });
    const { store, runId, send } = await sendingSetup({ db, profiles: people(5), providers: [provider] });
    await store.providers.remove('prv_0');
    expect(await send()).toMatchObject({
      state: 'later',
      reason: 'providers_unavailable',
      progressed: false,
      retryAfterMs: QUICK.unavailableMs,
    });
    expect(await store.messages.countByStatus(runId)).toEqual({});
  });
});
