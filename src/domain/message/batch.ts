import type { LastEvent } from '../audience/event.ts';
import type { AudienceCounts } from '../campaign/run.ts';
import type { DndWindow } from '../dnd/dndSchema.ts';
import { mapValues, type PropertyValue, toJson, toStored } from '../values.ts';
import type { SkipReason } from './message.ts';

/** A recipient that is skipped for a reason that was known when the audience was frozen. */
export interface PlannedSkip {
  readonly key: string;
  readonly reason: Extract<SkipReason, 'duplicate_number' | 'hour_passed' | 'after_end' | 'expired' | 'dnd'>;
}

/** A part of a dispatch's audience, in the order in which it is sent. All of its recipients share the due time and one DND answer. */
export interface Batch {
  /** `batchIdOf(dispatchId, ordinal)`. */
  readonly _id: string;
  readonly dispatchId: string;
  readonly ordinal: number;
  /** Recipient keys, which are profile ids where the batch isn't keyed. */
  readonly recipients: readonly string[];
  /** Whether there is a space and the profile's id behind each key. Left out: no, which spares an audience half its size. */
  readonly isKeyed?: boolean;
  /** The event that each recipient's message is about, as `packEvent` writes it, in the order of `recipients`; empty: it is about none. Left out: all are. */
  readonly events?: readonly string[];
  /** From when on each recipient's message is not sent any more, in the order of `recipients`; a batch that has this has `events`. Left out: no message expires. */
  readonly expiries?: readonly Date[];
  readonly counts: AudienceCounts;
  /** When its recipients are due. */
  readonly at: Date;
  /** IANA time zone whose local time is that of all its recipients. */
  readonly zone: string;
  /** Quiet hours of its recipients' country or state, besides the windows of the dispatch. Left out: none. */
  readonly quietHours?: readonly DndWindow[];
  /** The recipients that get a message with a skip reason. Left out: none. */
  readonly skips?: readonly PlannedSkip[];
  /** Hashes of the numbers of `recipients`, in their order (src/store/numberHash.ts). */
  readonly numbers: Uint8Array;
}

/** An event as a batch keeps it. */
export const packEvent = ({ at, properties }: LastEvent): string =>
  JSON.stringify({ at: at.getTime(), properties: mapValues(properties, toJson) });

/** Undefined: there is none, or it was erased with its person. */
export function unpackEvent(packed: string): LastEvent | undefined {
  if (packed === '') return undefined;
  const { at, properties }: { at: number; properties: Record<string, PropertyValue> } = JSON.parse(packed);
  return { at: new Date(at), properties: mapValues(properties, toStored) };
}
