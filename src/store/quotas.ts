import type { AnyBulkWriteOperation, Db, Filter, IndexDescription } from 'mongodb';
import { unlessTaken } from './collections.ts';
import {
  countOf,
  lowestOf,
  NO_SLOTS,
  numbersOf,
  readSlots,
  type Slots,
  slotsOf,
  without,
  writeSlots,
} from './quotaSlots.ts';
import type {
  QuotaCommit,
  QuotaDenial,
  QuotaGrant,
  QuotaHolding,
  QuotaLimit,
  QuotaReading,
  QuotaReservation,
} from './quotaTypes.ts';

/** One counter with a limit. Reserved slots count as used; uncommitted reservations are in `open`. */
interface Quota {
  readonly _id: string;
  readonly used: number;
  /** By `fieldOf(holder)`. Only holders in progress: committed ones are removed. */
  readonly open: Readonly<Record<string, Holding>>;
  /** When the quota may be removed; null: never. */
  readonly expiresAt: Date | null;
}

interface Holding {
  readonly fence: number;
  readonly at: Date;
  /** Written by `writeSlots`. */
  readonly slots: string;
}

export const quotaIndexes: IndexDescription[] = [{ key: { expiresAt: 1 }, expireAfterSeconds: 0 }];

export type QuotaStore = ReturnType<typeof quotaStore>;

/**
 * Exact counting with any number of workers and any crash. Each change is one conditional update of one document, and sets
 * the holder's slots instead of adding or subtracting: so it can be repeated, and after a crash the holder's slots and
 * the ledger show what was used.
 */
export function quotaStore(db: Db) {
  const quotas = db.collection<Quota>('quotas');
  return {
    /**
     * Reserves as many of the slots as all quotas grant, the lowest first; the holder keeps slots that it has already,
     * whatever the limit is by now. A repetition reserves nothing twice, and repairs what a crash left half done. Each reservation has to be committed.
     */
    async reserve(reservation: QuotaReservation): Promise<QuotaGrant> {
      const { quotas: limits, slots, inDoubt = [], isOwner } = reservation;
      const wanted = slotsOf(slots);
      const added = new Map<string, Slots>();
      const denied = new Map<number, QuotaDenial>();
      let granted = wanted;
      for (const quota of limits) {
        if (!isOwner()) break;
        const taken = await take(quota, reservation, granted);
        for (const slot of numbersOf(without(granted, taken.granted))) {
          denied.set(slot, { key: quota.key, final: taken.final });
        }
        added.set(quota.key, taken.added);
        granted = taken.granted;
      }
      const keys = limits.map((quota) => quota.key);
      if (keys.length > 0 && !isOwner()) {
        await shrink({ ...reservation, keys }, (held, key) => without(held, added.get(key) ?? NO_SLOTS));
        return {
          granted: new Set(),
          denied: new Map(slots.map((slot) => [slot, { key: keys[0] ?? '', final: false }])),
        };
      }
      const surplus = without(without(wanted, granted), slotsOf(inDoubt));
      if (surplus !== NO_SLOTS) await shrink({ ...reservation, keys }, (held) => without(held, surplus));
      return { granted: new Set(numbersOf(granted)), denied };
    },

    /**
     * Releases the holder's slots that are neither used nor in doubt, and removes the holder if nothing is in doubt. Changes nothing
     * if it was committed before, or has a later owner.
     */
    async commit(commitment: QuotaCommit): Promise<void> {
      const inDoubt = slotsOf(commitment.inDoubt);
      const kept = slotsOf(commitment.used) | inDoubt;
      await shrink(
        commitment,
        (held) => held & kept,
        (held) => (held & inDoubt) === NO_SLOTS,
      );
    },

    /** The uncommitted slots of `holders` in the quotas whose key begins with `prefix`. */
    async held(query: { prefix: string; holders: readonly string[] }): Promise<QuotaHolding[]> {
      const { prefix, holders } = query;
      if (holders.length === 0) return [];
      const found = await quotas
        .find({
          _id: { $gte: prefix, $lt: `${prefix}\uffff` },
          $or: holders.map((holder): Filter<Quota> => ({ [pathOf(holder)]: { $exists: true } })),
        })
        .toArray();
      return found.flatMap(holdingsOf).filter(({ holder }) => holders.includes(holder));
    },

    /** How much of a quota is used; 0 if it was never reserved. */
    async read(key: string): Promise<QuotaReading> {
      return (await readMany([key])).get(key) ?? UNUSED;
    },

    readMany,

    /** The keys that begin with `prefix`. */
    async keysOf(prefix: string): Promise<string[]> {
      const found = quotas
        .find({ _id: { $gte: prefix, $lt: `${prefix}\uffff` } })
        .project<Pick<Quota, '_id'>>({ _id: 1 });
      return (await found.toArray()).map(({ _id }) => _id);
    },

    /** Removes expired quotas. MongoDB would by itself, the embedded store doesn't. Returns how many. */
    async removeExpired(now: Date): Promise<number> {
      return (await quotas.deleteMany({ expiresAt: { $lte: now } })).deletedCount;
    },
  };

  /** How much of each quota is used, by key; quotas that were never reserved are left out. */
  async function readMany(keys: readonly string[]): Promise<ReadonlyMap<string, QuotaReading>> {
    if (keys.length === 0) return new Map();
    const found = await quotas.find({ _id: { $in: [...keys] } }).toArray();
    return new Map(
      found.map((one) => [one._id, { used: one.used, committed: committedOf(one), open: holdingsOf(one) }] as const),
    );
  }

  interface Taken {
    readonly granted: Slots;
    /** The slots that the holder didn't have before. */
    readonly added: Slots;
    readonly final: boolean;
  }

  async function take(quota: QuotaLimit, reservation: QuotaReservation, wanted: Slots): Promise<Taken> {
    const { fence, holder, now } = reservation;
    if (wanted === NO_SLOTS) return { granted: NO_SLOTS, added: NO_SLOTS, final: false };
    const put = (change: { before: Holding | undefined; after: Slots; added: number }): Promise<boolean> =>
      grow(quota, holder, { ...change, after: { fence, at: now, slots: writeSlots(change.after) } });
    // The usual case: the holder has no slots yet, and the quota has room for all of them. Nothing has to be read.
    const all = countOf(wanted);
    if (all <= quota.limit && (await put({ before: undefined, after: wanted, added: all }))) {
      return { granted: wanted, added: wanted, final: false };
    }
    // If the update doesn't match, another holder's update has: in each round somebody makes progress.
    for (;;) {
      const found = await quotas.findOne({ _id: quota.key });
      const before = found?.open[fieldOf(holder)];
      if (before && before.fence > fence) return { granted: NO_SLOTS, added: NO_SLOTS, final: false };
      const held = before ? readSlots(before.slots) : NO_SLOTS;
      const used = found?.used ?? 0;
      const added = lowestOf(without(wanted, held), quota.limit - used);
      const isAsWanted = added === NO_SLOTS && (before === undefined || before.fence === fence);
      if (isAsWanted || (await put({ before, after: held | added, added: countOf(added) }))) {
        const final = (found ? committedOf(found) : 0) >= quota.limit;
        return { granted: wanted & (held | added), added, final };
      }
    }
  }

  /** Returns whether the holder had `before` and the quota had room. */
  async function grow(
    quota: QuotaLimit,
    holder: string,
    change: { before: Holding | undefined; after: Holding; added: number },
  ): Promise<boolean> {
    const { before, after, added } = change;
    const room: Filter<Quota> = added > 0 ? { used: { $lte: quota.limit - added } } : {};
    const result = await unlessTaken(
      quotas.updateOne(
        { _id: quota.key, ...isStill(holder, before), ...room },
        {
          $inc: { used: added },
          $set: { [pathOf(holder)]: after },
          ...(before === undefined && { $setOnInsert: { expiresAt: quota.expiresAt } }),
        },
        // Inserts only if the quota doesn't exist, whatever the filter; `added` is never more than the limit.
        { upsert: before === undefined },
      ),
      null,
    );
    return result !== null && result.matchedCount + result.upsertedCount === 1;
  }

  /** Sets the holder's slots to `keep`. Only its owners change a holder's slots, so that a lost race needs no second try. */
  async function shrink(
    owner: { keys: readonly string[]; holder: string; fence: number | 'any' },
    keep: (held: Slots, key: string) => Slots,
    isOver: (held: Slots, kept: Slots) => boolean = (_held, kept) => kept === NO_SLOTS,
  ): Promise<void> {
    const { keys, holder, fence } = owner;
    const path = pathOf(holder);
    const found = await quotas
      .find({ _id: { $in: [...keys] }, [path]: { $exists: true } })
      .project<Pick<Quota, '_id' | 'open'>>({ [path]: 1 })
      .toArray();
    const updates = found.flatMap(({ _id, open }): AnyBulkWriteOperation<Quota>[] => {
      const before = open[fieldOf(holder)];
      if (!before || (fence !== 'any' && before.fence > fence)) return [];
      const held = readSlots(before.slots);
      const kept = keep(held, _id);
      const over = isOver(held, kept);
      if (kept === held && !over) return [];
      const slots = { [`${path}.slots`]: writeSlots(kept) };
      return [
        {
          updateOne: {
            filter: { _id, ...isStill(holder, before) },
            update: {
              $inc: { used: countOf(kept) - countOf(held) },
              ...(over ? { $unset: { [path]: true } } : { $set: slots }),
            },
          },
        },
      ];
    });
    if (updates.length > 0) await quotas.bulkWrite(updates, { ordered: false });
  }
}

const UNUSED: QuotaReading = { used: 0, committed: 0, open: [] };

/** A field's name must contain no dot and must not begin with a dollar sign. */
const fieldOf = (holder: string): string => encodeURIComponent(holder).replaceAll('.', '%2E');

const pathOf = (holder: string): string => `open.${fieldOf(holder)}`;

const isStill = (holder: string, before: Holding | undefined): Filter<Quota> =>
  before === undefined
    ? { [pathOf(holder)]: { $exists: false } }
    : { [`${pathOf(holder)}.fence`]: before.fence, [`${pathOf(holder)}.slots`]: before.slots };

const holdingsOf = ({ _id, open }: Quota): QuotaHolding[] =>
  Object.entries(open).map(([field, { fence, at, slots }]) => ({
    key: _id,
    holder: decodeURIComponent(field),
    fence,
    at,
    slots: numbersOf(readSlots(slots)),
  }));

const committedOf = ({ used, open }: Quota): number =>
  Object.values(open).reduce((sum, { slots }) => sum - countOf(readSlots(slots)), used);
