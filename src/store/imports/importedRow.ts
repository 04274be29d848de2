import type { FieldProblem } from '../../domain/problems.ts';

/** One row as it was read, or why it could not be read. */
export type ImportedRow =
  | {
      readonly line: number;
      readonly value: object;
      /** The sender's name for a path in `value`. */
      readonly nameOf: (path: readonly PropertyKey[]) => string;
    }
  | { readonly line: number; readonly problem: FieldProblem; readonly last?: boolean };
