import type { FieldProblem } from '../domain/problems.ts';

/** Settings of a provider that can't work. `problems` name the fields, never their contents. */
export class ProviderSettingsError extends Error {
  readonly problems: readonly FieldProblem[];

  constructor(problems: readonly FieldProblem[]) {
    super(`provider settings: ${problems.map(({ field, wanted }) => `${field}: wanted ${wanted}`).join('; ')}`);
    this.name = 'ProviderSettingsError';
    this.problems = problems;
  }
}
