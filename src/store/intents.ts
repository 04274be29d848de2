import type { Db, IndexDescription } from 'mongodb';
import type { SendingTime } from '../domain/limits/limitWindows.ts';
import type { Attempt, Resolution } from '../domain/message/message.ts';
import { insertOnce } from './collections.ts';
import { type Offer, offeredPositions, offersWithout } from './offers.ts';

/** The providers and the time in which a request whose answer was lost may have become a message. */
export interface Doubt {
  readonly providerIds: readonly string[];
  /** The earliest instant at which the message can have been created. */
  readonly since: Date;
  /** The last request had ended by then; the provider's `consistencyDelayMs` is added to it. */
  readonly until: Date;
  /** The offers that were made: one, or several if owners died one after the other while texts or numbers changed. */
  readonly offers: readonly Offer[];
}

/** The times that a message counts for; left out if not limited. */
export interface CountedUnder {
  /** The dispatch's day. */
  readonly day?: string;
  /** When it may be sent within the limits of its profile. */
  readonly profile?: SendingTime;
  /** Later times at which it may have been sent as well: it counts in all of them until that is known. */
  readonly also?: readonly CountedUnder[];
}

/** A recipient without a message, of a slice whose owner has finished: certainly not sent to, or in doubt. */
export interface Unfinished {
  readonly key: string;
  /** Position in the slice. */
  readonly position: number;
  readonly attempts: readonly Attempt[];
  readonly resolution: Resolution | null;
  readonly doubt: Doubt | null;
  /** Of a recipient in doubt: a message that may have been sent stays counted in these periods. Left out: nothing is limited. */
  readonly counted?: CountedUnder;
}

/**
 * One slice's intent to send: written before its first request, with the offers that are about to be made, so that all requests that were in flight when a
 * worker died are known. Only `owner` may send the slice, and only before `leaseUntil`.
 *
 * | state | | a recipient without a message |
 * | --- | --- | --- |
 * | none | nobody has claimed the slice | was not sent to |
 * | not closed, before `leaseUntil` | its owner sends it | may have been sent what `offered` says |
 * | not closed, after that | its owner died, or all recipients have a message | the same |
 * | closed | its owner is done | was not sent to, or `unfinished` has its doubt |
 */
export interface Intent {
  readonly _id: string;
  readonly dispatchId: string;
  readonly owner: string;
  /** From 1, one more with each claim: a fence between an owner's reservations and those of earlier owners. */
  readonly attempt: number;
  readonly leaseUntil: Date;
  /** When this owner began. */
  readonly since: Date;
  /** Whether the owner has recorded everything that it did. */
  readonly closed: boolean;
  /** The offers that the owner may make, by position (src/store/offers.ts). */
  readonly offered: Buffer;
  readonly unfinished: readonly Unfinished[];
  /** Earlier owners that never closed: until when they may have sent, and the offers of each, in their order. */
  readonly abandoned: { readonly until: Date; readonly offers: readonly AbandonedOffers[] } | null;
  /** Offers of earlier owners to recipients that have a message: they show which number a message went to. */
  readonly earlier: readonly Buffer[];
}

/** The offers that an owner that never closed may have made to recipients without a message. Owners with the same offers share one entry. */
export interface AbandonedOffers {
  /** When the first such owner began. */
  readonly since: Date;
  readonly offered: Buffer;
}

export const intentIndexes: IndexDescription[] = [{ key: { dispatchId: 1 } }, { key: { leaseUntil: 1 } }];

export interface Claim {
  readonly intentId: string;
  readonly dispatchId: string;
  readonly owner: string;
  readonly offered: Buffer;
  readonly now: Date;
  readonly leaseUntil: Date;
}

export interface Claimed {
  readonly intent: Intent;
  /** Nobody has claimed the slice before, so none of its recipients can have got a message meanwhile. */
  readonly isFirst: boolean;
}

/** The state of a slice. */
export interface SliceStatus {
  /** When its owner's lease ends; null if the owner has finished. */
  readonly ownedUntil: Date | null;
  /** Whether it may have recipients that were sent to without a record of it. */
  readonly isInDoubt: boolean;
  /** Keys of the recipients that the last owner that finished left without a message. */
  readonly unfinished: readonly string[];
}

/** What the owners of one slice offered. */
export interface OfferedInSlice {
  readonly intentId: string;
  readonly offered: readonly Buffer[];
  /** Of that, what the present owner may have sent and not written down yet; null: nothing. */
  readonly unwritten: Buffer | null;
}

export type IntentStore = ReturnType<typeof intentStore>;

export function intentStore(db: Db) {
  const intents = db.collection<Intent>('intents', { promoteBuffers: true });
  return {
    /**
     * Makes `owner` the slice's only sender and returns the intent after that, including the recipients that earlier owners left
     * unfinished. Returns null if somebody else claimed it at the same moment.
     */
    async claim(claim: Claim): Promise<Claimed | null> {
      const { intentId: _id, dispatchId, owner, offered, now, leaseUntil } = claim;
      const fresh: Intent = {
        _id,
        dispatchId,
        owner,
        attempt: 1,
        leaseUntil,
        since: now,
        closed: false,
        offered,
        unfinished: [],
        abandoned: null,
        earlier: [],
      };
      if (await insertOnce(intents, fresh)) return { intent: fresh, isFirst: true };
      const before = await intents.findOne({ _id });
      if (!before) return null;
      // The answer to this very claim was lost.
      if (before.owner === owner && before.since.getTime() === now.getTime() && !before.closed) {
        return { intent: before, isFirst: before.attempt === 1 };
      }
      const taken: Intent = {
        ...fresh,
        attempt: before.attempt + 1,
        unfinished: before.unfinished,
        abandoned: abandonedBy(before, leaseUntil),
        earlier: before.closed ? withOffers(before.earlier, offersWithMessage(before)) : before.earlier,
      };
      const result = await intents.replaceOne(
        { _id, owner: before.owner, leaseUntil: before.leaseUntil, closed: before.closed },
        taken,
      );
      return result.matchedCount === 1 ? { intent: taken, isFirst: false } : null;
    },

    /** Extends the lease; false if the slice has another owner by now. */
    async renew(intentId: string, owner: string, leaseUntil: Date): Promise<boolean> {
      const result = await intents.updateOne({ _id: intentId, owner, closed: false }, { $set: { leaseUntil } });
      return result.matchedCount === 1;
    },

    /** Records that the owner has finished, and the recipients that it leaves without a message. */
    async close({ _id, owner, earlier, abandoned }: Intent, unfinished: readonly Unfinished[]): Promise<void> {
      const settled = (abandoned?.offers ?? []).reduce((all, { offered }) => withOffers(all, offered), earlier);
      await intents.updateOne(
        { _id, owner },
        { $set: { closed: true, unfinished: [...unfinished], abandoned: null, earlier: settled } },
      );
    },

    /** The states of slices, by intent id; unclaimed ones are left out. */
    async status(ids: readonly string[]): Promise<ReadonlyMap<string, SliceStatus>> {
      if (ids.length === 0) return new Map();
      const found = await intents
        .find({ _id: { $in: [...ids] } })
        .project<Pick<Intent, '_id' | 'closed' | 'leaseUntil' | 'unfinished'>>({
          closed: 1,
          leaseUntil: 1,
          'unfinished.doubt': 1,
          'unfinished.key': 1,
        })
        .toArray();
      return new Map(
        found.map(({ _id, closed, leaseUntil, unfinished }) => [
          _id,
          {
            ownedUntil: closed ? null : leaseUntil,
            isInDoubt: !closed || unfinished.some(({ doubt }) => doubt !== null),
            unfinished: unfinished.map(({ key }) => key),
          },
        ]),
      );
    },

    /** All that was offered by owners that may have sent something since `since`. Those whose lease ended before `writtenBy` write no more. */
    async offeredSince(since: Date, writtenBy: Date): Promise<readonly OfferedInSlice[]> {
      const found = await intents
        .find({ leaseUntil: { $gte: since } })
        .project<Omit<Intent, 'dispatchId' | 'owner' | 'attempt' | 'since'>>({
          closed: 1,
          leaseUntil: 1,
          offered: 1,
          earlier: 1,
          abandoned: 1,
          'unfinished.position': 1,
          'unfinished.doubt': 1,
        })
        .toArray();
      return found.map((intent) => ({
        intentId: intent._id,
        offered: [intent.offered, ...intent.earlier, ...(intent.abandoned?.offers.map((one) => one.offered) ?? [])],
        unwritten: intent.closed || intent.leaseUntil < writtenBy ? null : offeredFirst(intent),
      }));
    },
  };
}

/** The previous owner may send until its lease ends or, if its clock is behind ours, for a whole lease from now on. */
function abandonedBy(before: Intent, leaseUntil: Date): Intent['abandoned'] {
  if (before.closed) return null;
  const { abandoned, since, offered } = before;
  const offers = abandoned?.offers ?? [];
  return {
    until: new Date(Math.max(leaseUntil.getTime(), before.leaseUntil.getTime(), abandoned?.until.getTime() ?? 0)),
    offers: offers.some((one) => one.offered.equals(offered)) ? offers : [...offers, { since, offered }],
  };
}

/** What the owner offers to recipients that no owner before has left in doubt: those are asked about, and not simply sent to. */
const offeredFirst = ({ offered, unfinished, abandoned }: Pick<Intent, 'offered' | 'unfinished' | 'abandoned'>) =>
  offersWithout(offered, [
    ...unfinished.filter(({ doubt }) => doubt !== null).map(({ position }) => position),
    ...(abandoned?.offers ?? []).flatMap((before) => offeredPositions(before.offered)),
  ]);

/** What went to recipients that have a message: whoever is unfinished has none. */
const offersWithMessage = ({ offered, unfinished }: Intent): Buffer | null =>
  offersWithout(
    offered,
    unfinished.map(({ position }) => position),
  );

/** Without duplicates: a slice is claimed again and again while its providers are down. */
const withOffers = (all: readonly Buffer[], offered: Buffer | null): readonly Buffer[] =>
  offered === null || all.some((one) => one.equals(offered)) ? all : [...all, offered];
