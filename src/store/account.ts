import type { Db, IndexDescription } from 'mongodb';
import { type Account, type AccountInput, DEFAULT_ACCOUNT } from '../domain/account.ts';
import { isDuplicateKey } from './collections.ts';

/** There is one document. */
const ACCOUNT_ID = 'account';

interface AccountDocument extends AccountInput {
  readonly _id: string;
  readonly updatedAt: Date;
}

export const accountIndexes: IndexDescription[] = [];

export type AccountStore = ReturnType<typeof accountStore>;

/** The settings that hold for all campaigns. */
export function accountStore(db: Db) {
  const accounts = db.collection<AccountDocument>('account', { ignoreUndefined: true });
  return {
    /** The defaults as long as nothing was set. */
    async get(): Promise<Account> {
      const found = await accounts.findOne({ _id: ACCOUNT_ID });
      if (found === null) return DEFAULT_ACCOUNT;
      const { _id, ...account } = found;
      return account;
    },

    /** Puts `input` in place of all that was set before. */
    async replace(input: AccountInput, now: Date): Promise<Account> {
      const account = { ...input, updatedAt: now };
      const put = () => accounts.replaceOne({ _id: ACCOUNT_ID }, account, { upsert: true });
      try {
        await put();
      } catch (error) {
        // Two first writes at the same moment: both insert, one loses, and then there is something to replace.
        if (!isDuplicateKey(error)) throw error;
        await put();
      }
      return account;
    },
  };
}
