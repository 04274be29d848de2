import type { Db, IndexDescription } from 'mongodb';
import { type Account, type AccountInput, DEFAULT_ACCOUNT } from '../domain/account/account.ts';
import { isShorter, RETENTION_GRACE_MS } from '../domain/account/retention.ts';
import { insertOnce } from './collections.ts';

/** The collection has a single document. */
const ACCOUNT_ID = 'account';

interface AccountDocument extends AccountInput {
  readonly _id: string;
  readonly revision: number;
  readonly updatedAt: Date;
  readonly zoneChangedAt?: Date;
  readonly retentionAppliesAt?: Date;
  /** Not every campaign has been updated to the time zone yet. */
  readonly zoneChangePending?: boolean;
}

export const accountIndexes: IndexDescription[] = [];

/** The settings that apply to all campaigns. `onChange` is called when they have been replaced. */
export function accountStore(db: Db, onChange: () => void = () => undefined) {
  const accounts = db.collection<AccountDocument>('account', { ignoreUndefined: true });
  return {
    /** The defaults until settings are saved. */
    async get(): Promise<Account> {
      const found = await accounts.findOne({ _id: ACCOUNT_ID });
      if (found === null) return DEFAULT_ACCOUNT;
      const { _id, zoneChangePending, ...account } = found;
      return { ...DEFAULT_ACCOUNT, ...account };
    },

    /**
     * Replaces all settings, with `revision` only if they still have it: otherwise null. `zoneChange`: campaigns have to be updated to the
     * time zone, because it is another one, or because an earlier request failed halfway.
     */
    async replace(
      input: AccountInput,
      now: Date,
      { revision }: { revision?: number | undefined } = {},
    ): Promise<{ account: Account; zoneChange: boolean } | null> {
      // After a concurrent write the revision doesn't match and the document is read again.
      for (;;) {
        const stored = await accounts.findOne({ _id: ACCOUNT_ID });
        const before: Account = { ...DEFAULT_ACCOUNT, ...stored };
        if (revision !== undefined && before.revision !== revision) return null;
        const isOther = input.timeZone !== before.timeZone;
        const zoneChangedAt = isOther ? now : before.zoneChangedAt;
        const zoneChange = isOther || stored?.zoneChangePending === true;
        const retentionAppliesAt = isShorter(input.retention, before.retention)
          ? new Date(now.getTime() + RETENTION_GRACE_MS)
          : before.retentionAppliesAt;
        const stamps = {
          revision: before.revision + 1,
          updatedAt: now,
          ...(zoneChangedAt && { zoneChangedAt }),
          ...(retentionAppliesAt && { retentionAppliesAt }),
        };
        const account = { ...input, ...stamps };
        const document = { _id: ACCOUNT_ID, ...account, ...(zoneChange && { zoneChangePending: true }) };
        const isStored = stored
          ? (await accounts.replaceOne({ _id: ACCOUNT_ID, revision: before.revision }, document)).matchedCount === 1
          : await insertOnce(accounts, document);
        if (!isStored) continue;
        onChange();
        return { account, zoneChange };
      }
    },

    /** Records that every campaign uses the time zone of the settings with this revision. */
    async finishZoneChange({ revision }: Account): Promise<void> {
      await accounts.updateOne({ _id: ACCOUNT_ID, revision }, { $unset: { zoneChangePending: true } });
    },
  };
}
