import { describe, expect, it } from 'vitest';
import { providerInput } from '../../../../src/domain/provider/provider.ts';
import { freshDatabase } from '../../../support/database.ts';
import {
  ACCEPT,
  LOST_AFTER_ACCEPTING,
  LOST_BEFORE_ACCEPTING,
  scriptedProvider,
} from '../../../support/scriptedProvider.ts';
import { people, sendingSetup } from '../../../support/sending.ts';

const SOON = () => new Date(Date.now() + 1000);

/** The provider's settings with `changes`; the account is at another address if `url` is given. */
const settings = ({ url = 'http://127.0.0.1:9/', ...changes }: { url?: string; ratePerSecond?: number } = {}) =>
  providerInput.parse({
    kind: 'http',
    name: 'provider 0',
    requestTimeoutMs: 100,
    consistencyDelayMs: 0,
    ...changes,
    settings: { send: { url } },
  });

describe.each([
  { what: 'another account', change: settings({ url: 'http://127.0.0.1:10/' }), mayBeSentAgain: false },
  { what: 'another rate', change: settings({ ratePerSecond: 500 }), mayBeSentAgain: true },
])('a provider that gets $what while answers are open', ({ change, mayBeSentAgain }) => {
  describe('and has a lookup', () => {
    const { db } = freshDatabase();

    it(`${mayBeSentAgain ? 'is' : 'is not'} believed that it does not know a message from before`, async () => {
      let isAway = true;
      let isMoved = false;
      const provider = scriptedProvider({
        react: (_, n) => (n === 1 ? LOST_AFTER_ACCEPTING : n === 2 ? LOST_BEFORE_ACCEPTING : ACCEPT),
        lookup: () => {
          if (isAway) return { kind: 'failed', code: '503' };
          return isMoved ? { kind: 'not_found' } : undefined;
        },
      });
      const { send, store, newPool } = await sendingSetup({ db, profiles: people(5), providers: [provider] });
      expect(await send()).toMatchObject({ state: 'later', reason: 'answers_lost' });
      await store.providers.replace({ id: 'prv_0', input: change, now: SOON() });
      isAway = false;
      isMoved = !mayBeSentAgain;
      const counts = mayBeSentAgain ? { accepted: 5, uncertain: 0 } : { accepted: 3, uncertain: 2 };
      await expect.poll(() => send({ pool: newPool() }), { timeout: 8000 }).toMatchObject({ state: 'done', counts });
      expect(provider.requests).toHaveLength(mayBeSentAgain ? 6 : 5);
    });
  });

  describe('and is asked by sending again', () => {
    const { db } = freshDatabase();

    it(`${mayBeSentAgain ? 'is' : 'is not'} asked that way`, async () => {
      let isAway = true;
      const provider = scriptedProvider({
        react: (_, n) => (n === 1 ? LOST_AFTER_ACCEPTING : n <= 4 || !isAway ? ACCEPT : LOST_BEFORE_ACCEPTING),
        idempotent: true,
      });
      const { send, store, newPool } = await sendingSetup({ db, profiles: people(4), providers: [provider] });
      expect(await send()).toMatchObject({ state: 'later', reason: 'answers_lost' });
      await store.providers.replace({ id: 'prv_0', input: change, now: SOON() });
      isAway = false;
      const before = provider.requests.length;
      const counts = mayBeSentAgain ? { accepted: 4, uncertain: 0 } : { accepted: 3, uncertain: 1 };
      await expect.poll(() => send({ pool: newPool() }), { timeout: 8000 }).toMatchObject({ state: 'done', counts });
      expect(provider.requests.length - before).toBe(mayBeSentAgain ? 1 : 0);
    });
  });
});
