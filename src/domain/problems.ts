/** Why a field is refused, for programs. */
export const FIELD_CODES = [
  'required',
  'unknown_field',
  'wrong_type',
  'not_one_of',
  'out_of_range',
  'wrong_format',
  'not_accepted',
  'erased',
] as const;
export type FieldCode = (typeof FIELD_CODES)[number];

/** A validation error of one field of a request: its JSON pointer or column, the value that was given, and what is expected. */
export interface FieldProblem {
  readonly field: string;
  readonly got: string;
  readonly wanted: string;
  /** Left out: `not_accepted`. The other codes are for what the OpenAPI document says of the field. */
  readonly code?: FieldCode;
}

/** A text in quotes, in which characters that can't be seen are written as escapes: nobody would find out what is wrong with "\u200bu1". */
export const quoted = (text: string): string =>
  JSON.stringify(text).replace(/(?! )[\p{Cf}\p{Z}\p{Cc}]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join(''),
  );
