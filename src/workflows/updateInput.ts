import { refusedNow } from '../domain/failures.ts';

/** What operators write by hand in the Web UI is looked at before anything is done with it. */

/** @throws the refusal, where it doesn't say who asks. */
export function checkBy(input: { readonly by: string } | undefined): void {
  const by: unknown = input?.by;
  if (typeof by !== 'string' || by.trim() === '' || by.length > LONGEST_NAME) {
    throw refusedNow('it has to say who asks: {"by": "your name"}');
  }
}

/** @throws the refusal, where it is no number of messages. */
export function checkLimit({ limit }: { readonly limit: number }): void {
  if (Number.isSafeInteger(limit) && limit > 0) return;
  throw refusedNow('it has to say the new limit, a whole number: {"by": "your name", "limit": 5000}');
}

/** As long as the name of an API key may be. */
const LONGEST_NAME = 200;
