import { ADDRESS_DAYS, type AddressKey } from '../../providers/addressKeys.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/problem.ts';

/** A line in the log for each provider, key and outcome at most this often, with the number of calls since the last one. */
const LOG_EVERY_MS = 3_600_000;

/**
 * Judges calls at addresses that were made with an earlier secret key. Those of a key that was retired too long ago are refused. The others are accepted
 * and logged: somebody has to enter the new address at the provider in time.
 */
export function oldAddresses({ logger, now, what }: Pick<ApiDependencies, 'logger' | 'now'> & { what: string }) {
  const tallies = new Map<string, { calls: number; loggedAt: number }>();

  function note(providerId: string, { id: keyId, refusedFrom }: AddressKey, isRefused: boolean): void {
    const name = JSON.stringify([providerId, keyId, isRefused]);
    const at = now().getTime();
    const { calls, loggedAt } = tallies.get(name) ?? { calls: 0, loggedAt: Number.NEGATIVE_INFINITY };
    const isDue = at - loggedAt >= LOG_EVERY_MS;
    tallies.set(name, { calls: isDue ? 0 : calls + 1, loggedAt: isDue ? at : loggedAt });
    if (!isDue) return;
    const about = { providerId, keyId, calls: calls + 1, refusedFrom: refusedFrom?.toISOString() ?? null };
    if (isRefused) logger.warn(about, `${what} at addresses of a secret key that was retired too long ago are refused`);
    // Messages sent before a rotation have such addresses for receipts, and nobody can do anything about it.
    else logger[what === 'receipts' ? 'info' : 'warn'](about, `${what} come to addresses of an earlier secret key`);
  }

  return {
    /** @throws ApiError */
    check(providerId: string, key: AddressKey): void {
      if (key.isCurrent) return;
      const isRefused = key.refusedFrom !== null && key.refusedFrom <= now();
      note(providerId, key, isRefused);
      if (!isRefused) return;
      throw new ApiError('forbidden', {
        detail: `This address is too old: it was made with a secret key whose addresses are accepted for ${ADDRESS_DAYS} days after another one has taken its place. The provider's inboundUrl (GET /v1/providers/{providerId}) is the present address for inbound texts; each message is sent with its own for receipts.`,
        headers: { Connection: 'close' },
      });
    },
  };
}
