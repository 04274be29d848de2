import type { createProvider } from '../../providers/createProvider.ts';
import type { SmsProvider } from '../../providers/provider.ts';
import type { ProviderStore } from '../../store/providers.ts';

/** How long a provider in memory is taken for current, in milliseconds. */
const FRESH_MS = 3_000;

export interface ReceiptReaders {
  /** The provider with this id, as it was at most a few seconds ago; null when there is none. */
  get(providerId: string): Promise<SmsProvider | null>;
  close(): Promise<void>;
}

interface Held {
  readonly revision: number;
  readonly provider: SmsProvider;
  readonly checkedAt: number;
}

/** Providers kept between receipts, which come by the thousand: looked up again by revision now and then. */
export function receiptReaders(dependencies: {
  providers: Pick<ProviderStore, 'get' | 'revision'>;
  createProvider: typeof createProvider;
  now: () => Date;
}): ReceiptReaders {
  const { providers, createProvider, now } = dependencies;
  const held = new Map<string, Held>();
  return {
    async get(id) {
      const known = held.get(id);
      const at = now().getTime();
      if (known && at - known.checkedAt < FRESH_MS) return known.provider;
      if (known && (await providers.revision(id)) === known.revision) {
        held.set(id, { ...known, checkedAt: at });
        return known.provider;
      }
      return await load(id, at);
    },

    async close() {
      const open = [...held.values()];
      held.clear();
      await Promise.all(open.map(({ provider }) => provider.close()));
    },
  };

  async function load(id: string, at: number): Promise<SmsProvider | null> {
    const record = await providers.get(id);
    // Whoever came here at the same time may have put one in its place: the one that goes is closed, whichever it is.
    const before = held.get(id);
    held.delete(id);
    const provider = record && createProvider(record.input);
    if (record && provider) held.set(id, { revision: record.revision, provider, checkedAt: at });
    await before?.provider.close();
    return provider;
  }
}
