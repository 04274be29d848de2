/** What is wrong with one field of a request: where (JSON pointer, or column), what came, what is wanted. */
export interface FieldProblem {
  readonly field: string;
  readonly got: string;
  readonly wanted: string;
}
