import type { Account } from '../../domain/account/account.ts';
import { type Kept, keptFor } from './keptFor.ts';

/** How old the settings may be by which data is taken in. What this process has changed itself applies at once. */
const FRESH_MS = 1000;

/** What has to be known of each event that comes in, without a question to the store for each. */
export interface IngestionSettings {
  readonly unknownProfiles: Account['unknownProfiles'];
}

export const ingestionSettings = (store: { readonly account: { get(): Promise<Account> } }): Kept<IngestionSettings> =>
  keptFor(FRESH_MS, async () => {
    const { unknownProfiles } = await store.account.get();
    return { unknownProfiles };
  });
