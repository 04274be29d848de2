/** A validation error of one field of a request: its JSON pointer or column, the value that was given, and what is expected. */
export interface FieldProblem {
  readonly field: string;
  readonly got: string;
  readonly wanted: string;
}
