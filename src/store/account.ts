import type { Db, IndexDescription } from 'mongodb';
import { type Account, type AccountInput, DEFAULT_ACCOUNT } from '../domain/account/account.ts';
import { repeatedOnRace } from './collections.ts';

/** The collection has a single document. */
const ACCOUNT_ID = 'account';

interface AccountDocument extends AccountInput {
  readonly _id: string;
  readonly updatedAt: Date;
  readonly zoneChangedAt?: Date;
  /** Not every campaign has been updated to the time zone yet. */
  readonly zoneChangePending?: boolean;
}

export const accountIndexes: IndexDescription[] = [];

/** The settings that apply to all campaigns. */
export function accountStore(db: Db) {
  const accounts = db.collection<AccountDocument>('account', { ignoreUndefined: true });
  return {
    /** The defaults until settings are saved. */
    async get(): Promise<Account> {
      const found = await accounts.findOne({ _id: ACCOUNT_ID });
      if (found === null) return DEFAULT_ACCOUNT;
      const { _id, zoneChangePending, ...account } = found;
      return account;
    },

    /** Replaces all settings. `zoneChange`: campaigns have to be updated to another time zone. */
    async replace(input: AccountInput, now: Date, { zoneChange = false } = {}): Promise<Account> {
      const before = await accounts.findOne({ _id: ACCOUNT_ID });
      const isOther = input.timeZone !== (before ?? DEFAULT_ACCOUNT).timeZone;
      const zoneChangedAt = isOther ? now : before?.zoneChangedAt;
      const account = { ...input, updatedAt: now, ...(zoneChangedAt && { zoneChangedAt }) };
      const document = { ...account, ...(zoneChange && { zoneChangePending: true }) };
      await repeatedOnRace(() => accounts.replaceOne({ _id: ACCOUNT_ID }, document, { upsert: true }));
      return account;
    },

    /** Whether campaigns still have to be updated to the time zone, for instance because an earlier request failed halfway. */
    async hasPendingZoneChange(): Promise<boolean> {
      return (await accounts.countDocuments({ _id: ACCOUNT_ID, zoneChangePending: true })) === 1;
    },

    /** Records that every campaign uses the time zone that was set at `updatedAt`. */
    async finishZoneChange(updatedAt: Date): Promise<void> {
      await accounts.updateOne({ _id: ACCOUNT_ID, updatedAt }, { $unset: { zoneChangePending: true } });
    },
  };
}
