import type { FieldProblem } from '../../domain/problems.ts';

/** One row as it was read, or why it couldn't be; or a remark on the rows as a whole, after the last one. */
export type ImportedRow =
  | {
      readonly line: number;
      /** Its text, for the file of refused rows. */
      readonly raw: string;
      readonly value: object;
      /** The sender's name for a path in `value`. */
      readonly nameOf: (path: readonly PropertyKey[]) => string;
    }
  | {
      readonly line: number;
      readonly raw: string;
      readonly problem: FieldProblem;
      /** The file ends inside the row. */
      readonly atEnd?: boolean;
    }
  | { readonly line: number; readonly note: FieldProblem };
