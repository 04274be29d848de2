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
