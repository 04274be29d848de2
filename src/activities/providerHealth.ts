import type { Logger } from '../logger.ts';
import type { ProviderHealthStore } from '../store/providerHealth.ts';
import type { ProviderHealthChange } from './sending/providers/providerPool.ts';

/** Publishes the state of a worker's circuit breakers: a line in the log, and a document for the API and the Web UI. */
export function providerHealthNotes(options: { store: ProviderHealthStore; workerId: string; log: Logger }) {
  const { store, workerId, log } = options;
  const isDown = new Set<string>();
  return ({ providerId, state, code, at }: ProviderHealthChange): void => {
    const isNews = state === 'down' ? !isDown.has(providerId) : isDown.has(providerId);
    if (state === 'down') isDown.add(providerId);
    else isDown.delete(providerId);
    if (isNews && state === 'down') log.warn({ providerId, code }, 'the circuit breaker of a provider is open');
    if (isNews && state === 'up') log.info({ providerId }, 'the circuit breaker of a provider is closed');
    const noted =
      state === 'down' ? store.noteDown({ providerId, workerId, code, at }) : store.noteUp({ providerId, workerId });
    // Only for display; the next change of the breaker writes it again.
    noted.catch((error: unknown) => log.debug({ err: error }, 'the health of a provider could not be noted'));
  };
}
