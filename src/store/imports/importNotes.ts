import type { EventOutcome, Refusal } from '../../domain/audience/event.ts';
import { NUMBER_WANTED, type NumberProblem, readNumber } from '../../domain/audience/phone.ts';
import type { ProfileInput } from '../../domain/audience/profile.ts';
import type { WrittenProfile } from '../profiles.ts';

/** Something that the sender should know of a row that is stored, or was before: the field by its path, and what is wanted. */
export interface RowNote {
  readonly kind: 'number' | 'left_out' | 'differs' | 'opted_out';
  readonly path: readonly string[];
  /** What came; null: the value at the path, or its shape, says it. */
  readonly got: string | null;
  readonly wanted: string;
}

/** What became of a row that was written. */
export interface WrittenRow {
  readonly outcome: 'stored' | 'unchanged' | 'known' | Refusal;
  /** The row doesn't opt its profile out, which is opted out nevertheless. */
  readonly stillOptedOut?: boolean;
  /** What only the store could tell. */
  readonly notes?: readonly RowNote[];
}

/** Why a row is refused that only the store could refuse. */
export const REFUSALS = {
  erased: {
    code: 'erased',
    got: 'the id of an erased person',
    wanted: 'an id that belongs to nobody who was erased',
  },
  unknown_profile: {
    code: 'not_accepted',
    got: 'an id that no profile has',
    wanted: "the id of a stored profile, since the account's unknownProfiles is refuse",
  },
} as const satisfies Record<Refusal, object>;

export const isRefusal = (outcome: EventOutcome | WrittenRow['outcome'] | undefined): outcome is Refusal =>
  outcome === 'erased' || outcome === 'unknown_profile';

export const writtenEvent = (outcome: EventOutcome): WrittenRow =>
  outcome === 'differs' ? { outcome: 'known', notes: [DIFFERING] } : { outcome };

export const writtenProfile = (
  { optedOut }: Pick<ProfileInput, 'optedOut'>,
  { outcome, isOptedOut }: WrittenProfile,
): WrittenRow => ({
  outcome,
  stillOptedOut: isOptedOut && optedOut !== true,
  notes: isOptedOut && optedOut === false ? [STILL_OPTED_OUT] : [],
});

/** What is worth knowing of a row before it is written. `country`: of phones without a country code. */
export function notesOf(
  row: { readonly phone?: string | null | undefined; readonly leftOut?: readonly string[] | undefined },
  { country }: { country?: string | undefined } = {},
): RowNote[] {
  const problem = row.phone === undefined || row.phone === null ? null : numberProblem(row.phone, country);
  return [
    ...(problem === null
      ? []
      : [{ kind: 'number' as const, path: ['phone'], got: null, wanted: NUMBER_WANTED[problem] }]),
    ...(row.leftOut ?? []).map((name) => ({
      kind: 'left_out' as const,
      path: ['properties', name],
      got: 'a value that can’t be stored, so that the property is left out',
      wanted: 'a text, a number, true or false, {"date": "..."} or a list of texts',
    })),
  ];
}

/** An event whose id the profile has already, with other content. */
const DIFFERING: RowNote = {
  kind: 'differs',
  path: ['id'],
  got: 'the id of another event of the profile and name, which stays as it is',
  wanted: 'an id of its own for each event of a profile and name',
};

const STILL_OPTED_OUT: RowNote = {
  kind: 'opted_out',
  path: ['optedOut'],
  got: 'false, for a profile that stays opted out',
  wanted: 'optInReason in the query, if the person has opted in again',
};

/** Why a phone has no usable number; null where it has one. */
export function numberProblem(phone: string, country?: string): NumberProblem | null {
  const read = readNumber(phone, country);
  return typeof read === 'string' ? read : null;
}
