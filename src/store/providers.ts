import { isDeepStrictEqual } from 'node:util';
import type { Db, IndexDescription, UpdateFilter } from 'mongodb';
import { type ProviderInput, providerInput } from '../domain/provider/provider.ts';
import { insertNamed, type NamedInsertion, unlessTaken } from './collections.ts';
import { fillMarkers, mapSecrets, SECRET_MARKER } from './providerSecrets.ts';
import type { SecretBox } from './secrets.ts';

export const providerIndexes: IndexDescription[] = [{ key: { name: 1 }, unique: true }];

/** A provider with its secrets in plain text or, from `list` and `publicProvider`, as markers. */
export interface ProviderRecord {
  readonly _id: string;
  readonly input: ProviderInput;
  /** Increases by one with each change, so that a cached provider can be recognised as stale. */
  readonly revision: number;
  /** Since when it is sent no new messages; null: it is in use. */
  readonly retiredAt: Date | null;
  /** When settings were last changed that say where messages are sent and looked up. What was sent before can't be looked up now. */
  readonly redirectedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** `secret_missing`: a marker was given for a secret that isn't stored, or that would be sent to another address, or in another header or body. */
export type ProviderInsertion = NamedInsertion | 'secret_missing';
/** `changed`: the provider doesn't have the revision any more that the replacement is for. */
export type ProviderReplacement = 'replaced' | 'changed' | 'not_found' | 'name_taken' | 'secret_missing';

export type ProviderStore = ReturnType<typeof providerStore>;

interface ProviderWrite {
  readonly id: string;
  readonly input: ProviderInput;
  readonly now: Date;
}

type Stamps = Pick<ProviderRecord, '_id' | 'revision' | 'createdAt' | 'updatedAt'>;
/** `retiredAt` and `redirectedAt` are left out of one that never was. */
type StoredProvider = Stamps & Partial<Pick<ProviderRecord, 'retiredAt' | 'redirectedAt'>> & ProviderInput;

/** Providers. Their secrets are encrypted with `box`, each for its provider and field. */
export function providerStore(db: Db, box: SecretBox) {
  const providers = db.collection<StoredProvider>('providers', { ignoreUndefined: true });
  return {
    async insert({ id, input, now }: ProviderWrite): Promise<ProviderInsertion> {
      const filled = fillMarkers(input, null);
      if (!filled) return 'secret_missing';
      const created = { _id: id, ...seal(id, filled), revision: 1, createdAt: now, updatedAt: now };
      return await insertNamed(providers, created);
    },

    /** Replaces the settings; secrets that are given as markers keep their values. */
    async replace({
      id,
      input,
      now,
      revision: wanted,
    }: ProviderWrite & { revision?: number | undefined }): Promise<ProviderReplacement> {
      // After a concurrent write the revision doesn't match and the document is read again, so that no marker restores an old secret.
      for (;;) {
        const stored = await providers.findOne({ _id: id });
        if (!stored) return 'not_found';
        const { revision, createdAt } = stored;
        if (wanted !== undefined && revision !== wanted) return 'changed';
        const before = open(stored);
        const filled = fillMarkers(input, before);
        if (!filled) return 'secret_missing';
        const redirected = isDeepStrictEqual(destinationOf(filled), destinationOf(before)) ? {} : { redirectedAt: now };
        const stamps = { ...optionalStamps(stored), ...redirected, revision: revision + 1, createdAt, updatedAt: now };
        const replacement = { ...seal(id, filled), ...stamps };
        const result = await unlessTaken(providers.replaceOne({ _id: id, revision }, replacement), null);
        if (result === null) return 'name_taken';
        if (result.matchedCount === 1) return 'replaced';
      }
    },

    /** The provider with its secrets in plain text, for sending. Rejects with `SecretError` when they were encrypted with another key. */
    async get(id: string): Promise<ProviderRecord | null> {
      const stored = await providers.findOne({ _id: id });
      return stored && record(stored, open(stored));
    },

    /** Only the revision, to find out whether a cached provider is stale; null when the provider doesn't exist (any more). */
    async revision(id: string): Promise<number | null> {
      const stored = await providers.findOne({ _id: id }, { projection: { revision: 1 } });
      return stored?.revision ?? null;
    },

    /** All providers, by name, with markers for secrets. */
    async list(): Promise<ProviderRecord[]> {
      const stored = await providers.find().sort({ name: 1 }).toArray();
      return stored.map((provider) => publicProvider(record(provider, inputOf(provider))));
    },

    /** Encrypts all secrets with the current key, after a rotation. Returns the number of providers. Repeating it is harmless. */
    async reseal(): Promise<number> {
      const ids = (await providers.find({}, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id);
      for (const id of ids) await resealOne(id);
      return ids.length;
    },

    /** From `retiredAt` on it is sent no new messages; null: it is in use again. Returns whether the provider exists. */
    async setRetired(id: string, retiredAt: Date | null, now: Date): Promise<boolean> {
      const filter = { _id: id, retiredAt: retiredAt === null ? { $ne: null } : null };
      const change = { $set: { retiredAt, updatedAt: now }, $inc: { revision: 1 } };
      const result = await providers.updateOne(filter, change as UpdateFilter<StoredProvider>);
      return result.matchedCount === 1 || (await providers.countDocuments({ _id: id })) > 0;
    },

    /** Those of `ids` that new messages are sent through. */
    async inUse(ids: readonly string[]): Promise<ReadonlySet<string>> {
      const found = providers.find({ _id: { $in: [...ids] }, retiredAt: null }).project<{ _id: string }>({ _id: 1 });
      return new Set((await found.toArray()).map(({ _id }) => _id));
    },

    /** Returns whether the provider existed. The caller checks that no group uses it (`groupsUsing`), and no dispatch (`openWith`). */
    async remove(id: string): Promise<boolean> {
      return (await providers.deleteOne({ _id: id })).deletedCount === 1;
    },
  };

  async function resealOne(id: string): Promise<void> {
    for (;;) {
      const stored = await providers.findOne({ _id: id });
      if (!stored) return;
      const { revision, createdAt, updatedAt } = stored;
      // The revision stays, because the settings do; a concurrent change makes the condition fail.
      const stamps = { ...optionalStamps(stored), revision, createdAt, updatedAt };
      const resealed = { ...seal(id, open(stored)), ...stamps };
      if ((await providers.replaceOne({ _id: id, revision }, resealed)).matchedCount === 1) return;
    }
  }

  function seal(id: string, input: ProviderInput): ProviderInput {
    return mapSecrets(input, (secret, field) => box.seal(secret, contextOf(id, field)));
  }

  function open(stored: StoredProvider): ProviderInput {
    const input = mapSecrets(inputOf(stored), (sealed, field) => box.open(sealed, contextOf(stored._id, field)));
    return providerInput.parse(input);
  }
}

/** `provider` with markers for secrets, so that it can be shown. */
export const publicProvider = (provider: ProviderRecord): ProviderRecord => ({
  ...provider,
  input: mapSecrets(provider.input, () => SECRET_MARKER),
});

const contextOf = (id: string, field: string): string => `provider/${id}/${field}`;

const optionalStamps = ({ retiredAt, redirectedAt }: StoredProvider) => ({
  ...(retiredAt && { retiredAt }),
  ...(redirectedAt && { redirectedAt }),
});

/** The settings that decide where messages are sent and looked up. A secret may belong to another account. */
function destinationOf({ kind, settings }: ProviderInput): unknown {
  if (kind === 'twilio') return { ...settings, authToken: null };
  const { secrets, send, lookup } = settings;
  return { secrets, send, lookup };
}

/** The settings of a stored document, with encrypted secrets. */
function inputOf({
  _id,
  revision,
  retiredAt,
  redirectedAt,
  createdAt,
  updatedAt,
  ...input
}: StoredProvider): ProviderInput {
  return input as ProviderInput;
}

const record = (
  { _id, revision, retiredAt = null, redirectedAt = null, createdAt, updatedAt }: StoredProvider,
  input: ProviderInput,
): ProviderRecord => ({
  _id,
  input,
  revision,
  retiredAt,
  redirectedAt,
  createdAt,
  updatedAt,
});
