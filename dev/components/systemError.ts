import { getSystemErrorMap } from 'node:util';

/** The operating system's description of an error, for use in a sentence: 'no space left on device'. */
export function systemErrorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const known = 'errno' in error && typeof error.errno === 'number' ? getSystemErrorMap().get(error.errno) : undefined;
  return known?.[1] ?? error.message;
}
