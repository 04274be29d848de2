import { checkTemplate, TemplateError, type TemplateOptions } from '../content/template.ts';
import type { FieldProblem } from '../domain/problems.ts';

/** The validation error of a reference to a saved message that doesn't exist. */
export const savedMessageProblem = (field: string): FieldProblem => ({
  field,
  got: 'an id, or a revision, that no saved message has',
  wanted: 'a saved message, with one of its revisions if any',
});

/** The validation error of a template, independent of recipients; null when there is none. */
export function templateProblem(template: string, field: string, options: TemplateOptions = {}): FieldProblem | null {
  try {
    checkTemplate(template, options);
    return null;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const got = `a template that can't be used: line ${error.line}, column ${error.column}`;
    return { field, got, wanted: error.message };
  }
}
