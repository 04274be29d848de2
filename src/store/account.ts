import type { Db, IndexDescription } from 'mongodb';
import { type Account, type AccountInput, DEFAULT_ACCOUNT } from '../domain/account/account.ts';
import { isDuplicateKey } from './collections.ts';

/** There is one document. */
const ACCOUNT_ID = 'account';

interface AccountDocument extends AccountInput {
  readonly _id: string;
  readonly updatedAt: Date;
  readonly zoneChangedAt?: Date;
  /** Not every campaign knows of the time zone yet. */
  readonly zoneIsNews?: boolean;
}

export const accountIndexes: IndexDescription[] = [];

/** The settings that hold for all campaigns. */
export function accountStore(db: Db) {
  const accounts = db.collection<AccountDocument>('account', { ignoreUndefined: true });
  return {
    /** The defaults as long as nothing was set. */
    async get(): Promise<Account> {
      const found = await accounts.findOne({ _id: ACCOUNT_ID });
      if (found === null) return DEFAULT_ACCOUNT;
      const { _id, zoneIsNews, ...account } = found;
      return account;
    },

    /** Puts `input` in place of all that was set before. `zoneIsNews`: campaigns have to be told of another time zone. */
    async replace(input: AccountInput, now: Date, { zoneIsNews = false } = {}): Promise<Account> {
      const before = await accounts.findOne({ _id: ACCOUNT_ID });
      const isOther = input.timeZone !== (before ?? DEFAULT_ACCOUNT).timeZone;
      const zoneChangedAt = isOther ? now : before?.zoneChangedAt;
      const account = { ...input, updatedAt: now, ...(zoneChangedAt && { zoneChangedAt }) };
      const document = { ...account, ...(zoneIsNews && { zoneIsNews }) };
      const put = () => accounts.replaceOne({ _id: ACCOUNT_ID }, document, { upsert: true });
      try {
        await put();
      } catch (error) {
        // Two first writes at the same moment: both insert, one loses, and then there is something to replace.
        if (!isDuplicateKey(error)) throw error;
        await put();
      }
      return account;
    },

    /** Whether campaigns have yet to be told of the time zone: also when whoever was telling them broke off. */
    async zoneIsNews(): Promise<boolean> {
      return (await accounts.countDocuments({ _id: ACCOUNT_ID, zoneIsNews: true })) === 1;
    },

    /** Every campaign knows of the time zone, as it was set at `updatedAt`. */
    async zoneIsTold(updatedAt: Date): Promise<void> {
      await accounts.updateOne({ _id: ACCOUNT_ID, updatedAt }, { $unset: { zoneIsNews: true } });
    },
  };
}
