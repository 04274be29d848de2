import type { FieldProblem } from '../domain/problems.ts';

/** Invalid settings of a provider. `problems` name the fields, but not their contents. */
export class ProviderSettingsError extends Error {
  readonly problems: readonly FieldProblem[];

  constructor(problems: readonly FieldProblem[]) {
    super(`provider settings: ${problems.map(({ field, wanted }) => `${field}: wanted ${wanted}`).join('; ')}`);
    this.name = 'ProviderSettingsError';
    this.problems = problems;
  }
}
