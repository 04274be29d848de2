import { createHash, randomBytes } from 'node:crypto';
import type { Db, IndexDescription } from 'mongodb';
import { foldedName } from '../domain/account/keyName.ts';
import type { RateLimits } from '../domain/account/rateLimits.ts';
import type { Scope } from '../domain/account/scopes.ts';
import { type ListQuery, listFilter, unlessTaken } from './collections.ts';

/** What an administrator decides about a key. */
export interface ApiKeySettings {
  /** Recorded with the actions for which the key is used. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Requests per minute, where they differ from the default. */
  readonly rateLimits: RateLimits;
  /** Null: never. */
  readonly expiresAt: Date | null;
}

/** An API key. Only the SHA-256 of the key is stored; the key is 256 random bits, so that no slower hash is needed. */
export interface ApiKey extends ApiKeySettings {
  readonly _id: string;
  /** The name without what is easily mistaken; unique. */
  readonly foldedName: string;
  /** Whatever is sent with it goes to the sandbox. It never changes. Left out: it doesn't. */
  readonly sandbox?: boolean;
  /** SHA-256 of the key, hexadecimal. */
  readonly hash: string;
  /** The beginning of the key: a key that is found in a log is attributed by it. */
  readonly prefix: string;
  /** The key before the last rotation, which is valid for a while longer. */
  readonly previous: { readonly hash: string; readonly prefix: string; readonly validUntil: Date } | null;
  /** Id of the last rotation, so that a repeated request doesn't rotate twice. */
  readonly rotation: string | null;
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
  /** To the minute; null until the first use. */
  readonly lastUsedAt: Date | null;
}

/** `previous.hash` is looked up only for keys that have no other match, and there are few keys. */
export const apiKeyIndexes: IndexDescription[] = [
  { key: { hash: 1 }, unique: true },
  { key: { foldedName: 1 }, unique: true },
  { key: { 'previous.hash': 1 } },
];

const LAST_USED_STEP_MS = 60_000;
const PREFIX = 'herald_';
/** 6 characters have 36 bits: enough to tell keys apart, and far too few to guess the other 220. */
const SHOWN_CHARACTERS = PREFIX.length + 6;

/** SHA-256 of an API key, hexadecimal. */
export const hashOfKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/** The beginning of what may be a key of Herald; null for anything else, of which nothing may be shown. */
export const prefixOfKey = (key: string): string | null =>
  /^herald_[\w-]{43}$/.test(key) ? key.slice(0, SHOWN_CHARACTERS) : null;

export type ApiKeyStore = ReturnType<typeof apiKeyStore>;

export function apiKeyStore(db: Db) {
  const keys = db.collection<ApiKey>('apiKeys');
  return {
    /**
     * Creates a key and returns it with its record; it can't be read again later. If a key with this id exists, created by an earlier
     * attempt of the same request whose answer was lost, it is replaced. Returns null when another key has the name.
     */
    async create(
      input: ApiKeySettings & Pick<ApiKey, 'sandbox'> & { readonly id: string; readonly now: Date },
    ): Promise<{ apiKey: ApiKey; key: string } | null> {
      const { id, now, ...settings } = input;
      const { key, ...secret } = newKey();
      const record = {
        ...settings,
        ...secret,
        foldedName: foldedName(settings.name),
        previous: null,
        rotation: null,
        disabledAt: null,
        createdAt: now,
        lastUsedAt: null,
      };
      const stored = await unlessTaken(keys.replaceOne({ _id: id }, record, { upsert: true }), null);
      return stored && { apiKey: { _id: id, ...record }, key };
    },

    get: (id: string): Promise<ApiKey | null> => keys.findOne({ _id: id }),

    /** The key with this hash, which may have been rotated since; records that it was used. It may be disabled or have expired. */
    async use(hash: string, now: Date): Promise<ApiKey | null> {
      const found =
        (await keys.findOne({ hash })) ??
        (await keys.findOne({ 'previous.hash': hash, 'previous.validUntil': { $gt: now } }));
      if (found && isUsable(found, now) && (found.lastUsedAt?.getTime() ?? 0) <= now.getTime() - LAST_USED_STEP_MS) {
        await keys.updateOne({ _id: found._id }, { $max: { lastUsedAt: now } });
      }
      return found;
    },

    /** Returns whether the key existed; null when another key has the name. */
    replace: (id: string, settings: ApiKeySettings): Promise<boolean | null> => {
      const change = { $set: { ...settings, foldedName: foldedName(settings.name) } };
      return unlessTaken(
        keys.updateOne({ _id: id }, change).then(({ matchedCount }) => matchedCount === 1),
        null,
      );
    },

    /**
     * Replaces the secret of a key and returns the new one; the old one stays valid until `validUntil`. Repeated with the same `rotation`,
     * because the answer was lost, it replaces only the secret that nobody has seen. Returns null when the key does not exist (any more), or
     * was rotated at the same moment.
     */
    async rotate(
      before: ApiKey,
      { rotation, validUntil }: { rotation: string; validUntil: Date },
    ): Promise<{ apiKey: ApiKey; key: string } | null> {
      const { key, ...secret } = newKey();
      const { hash, prefix } = before;
      const previous = before.rotation === rotation ? before.previous : { hash, prefix, validUntil };
      const apiKey = await keys.findOneAndUpdate(
        { _id: before._id, hash },
        { $set: { ...secret, previous, rotation } },
        { returnDocument: 'after' },
      );
      return apiKey && { apiKey, key };
    },

    /** `at` null: enables the key. The time of the first call counts. Returns whether the key exists. */
    async disable(id: string, at: Date | null): Promise<boolean> {
      await keys.updateOne({ _id: id, ...(at && { disabledAt: null }) }, { $set: { disabledAt: at } });
      return (await keys.countDocuments({ _id: id })) === 1;
    },

    /** At most `limit` keys, the newest first: those before the id `before`. */
    list: (query: ListQuery): Promise<ApiKey[]> =>
      keys.find(listFilter(query)).sort({ _id: -1 }).limit(query.limit).toArray(),

    /** Returns whether the key existed. */
    remove: async (id: string): Promise<boolean> => (await keys.deleteOne({ _id: id })).deletedCount === 1,
  };
}

/** Whether the key is neither disabled nor past its expiry. */
const isUsable = ({ disabledAt, expiresAt }: ApiKey, now: Date): boolean =>
  disabledAt === null && (expiresAt === null || expiresAt > now);

function newKey(): { key: string; hash: string; prefix: string } {
  const key = `${PREFIX}${randomBytes(32).toString('base64url')}`;
  return { key, hash: hashOfKey(key), prefix: key.slice(0, SHOWN_CHARACTERS) };
}
