import type { Problem } from './operations.ts';

/** A request that Herald refused or could not serve. */
export class HeraldError extends Error {
  readonly status: number;
  /** The problem document; null where the answer is not one, but a proxy's page for instance. */
  readonly problem: Problem | null;

  constructor(options: { request: string; status: number; problem: Problem | null }) {
    const { request, status, problem } = options;
    super([`${request}: ${status}`, ...(problem ? linesOf(problem) : [])].join(' '));
    this.name = 'HeraldError';
    this.status = status;
    this.problem = problem;
  }

  /** The fields at fault. */
  get errors(): NonNullable<Problem['errors']> {
    return this.problem?.errors ?? [];
  }
}

const linesOf = ({ title, detail, errors = [] }: Problem): string[] => [
  `${title}. ${detail}`,
  ...errors.map(({ field, got, wanted }) => `${field}: got ${got}, wanted ${wanted}.`),
];
