import { createHash, randomBytes } from 'node:crypto';
import type { Db, IndexDescription } from 'mongodb';
import type { Scope } from '../domain/account/scopes.ts';
import { unlessTaken } from './collections.ts';

/** An API key. Only the SHA-256 of the key is stored; the key is 256 random bits, so that no slower hash is needed. */
export interface ApiKey {
  readonly _id: string;
  /** Unique; recorded with the actions for which the key is used. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** SHA-256 of the key, hexadecimal. */
  readonly hash: string;
  readonly createdAt: Date;
  /** To the minute; null until the first use. */
  readonly lastUsedAt: Date | null;
}

export const apiKeyIndexes: IndexDescription[] = [
  { key: { hash: 1 }, unique: true },
  { key: { name: 1 }, unique: true },
];

const LAST_USED_STEP_MS = 60_000;

/** SHA-256 of an API key, hexadecimal. */
export const hashOfKey = (key: string): string => createHash('sha256').update(key).digest('hex');

export type ApiKeyStore = ReturnType<typeof apiKeyStore>;

export function apiKeyStore(db: Db) {
  const keys = db.collection<ApiKey>('apiKeys');
  return {
    /**
     * Creates a key and returns it with its record; it can't be read again later. If a key with this id exists, created by an earlier
     * attempt of the same request whose answer was lost, it is replaced. Returns null when another key has the name.
     */
    async create(input: {
      id: string;
      name: string;
      scopes: readonly Scope[];
      now: Date;
    }): Promise<{ apiKey: ApiKey; key: string } | null> {
      const key = `herald_${randomBytes(32).toString('base64url')}`;
      const { id, name, scopes, now } = input;
      const record = { name, scopes, hash: hashOfKey(key), createdAt: now, lastUsedAt: null };
      const stored = await unlessTaken(keys.replaceOne({ _id: id }, record, { upsert: true }), null);
      return stored && { apiKey: { _id: id, ...record }, key };
    },

    get: (id: string): Promise<ApiKey | null> => keys.findOne({ _id: id }),

    /** The key with this hash; records that it was used. */
    async use(hash: string, now: Date): Promise<ApiKey | null> {
      const found = await keys.findOne({ hash });
      if (found && (found.lastUsedAt?.getTime() ?? 0) <= now.getTime() - LAST_USED_STEP_MS) {
        await keys.updateOne({ _id: found._id }, { $max: { lastUsedAt: now } });
      }
      return found;
    },

    /** At most `limit` keys after the id `after`, by id. */
    list: (query: { after?: string | undefined; limit: number }): Promise<ApiKey[]> =>
      keys
        .find(query.after === undefined ? {} : { _id: { $gt: query.after } })
        .sort({ _id: 1 })
        .limit(query.limit)
        .toArray(),

    /** Returns whether the key existed. */
    remove: async (id: string): Promise<boolean> => (await keys.deleteOne({ _id: id })).deletedCount === 1,
  };
}
