import type { FieldProblem } from '../../domain/problems.ts';

/** One row as it was read, or why it couldn't be. */
export type ImportedRow =
  | {
      readonly line: number;
      readonly value: object;
      /** The name by which the sender knows the place of a path in `value`. */
      readonly nameOf: (path: readonly PropertyKey[]) => string;
    }
  | { readonly line: number; readonly problem: FieldProblem; readonly last?: boolean };
