import { NUMBER_WANTED, readNumber } from '../domain/audience/phone.ts';
import type { Store } from '../store/store.ts';
import { checkReadsNumbers } from './http/authentication.ts';
import { invalid } from './http/problem.ts';
import type { Caller } from './http/route.ts';

/** The number that a parameter of a query stands for. Throws a 400 if it is none, and a 403 if the key reads masked numbers. */
export async function numberSearched(
  parameter: string,
  phone: string | undefined,
  of: { readonly caller: Caller; readonly store: Pick<Store, 'account'> },
): Promise<string | undefined> {
  if (phone === undefined) return undefined;
  checkReadsNumbers(of.caller, 'The search by number');
  const { defaultCountry: country } = await of.store.account.get();
  const field = `query: ${parameter}`;
  // An unencoded plus sign arrives as a space. Without it, the digits could be those of a number of the default country.
  if (phone.startsWith(' ')) {
    throw invalid([{ field, got: 'a text that begins with a space', wanted: 'the + as %2B, such as %2B447700900001' }]);
  }
  const read = readNumber(phone, country);
  if (typeof read !== 'string') return read.e164;
  throw invalid([{ field, got: `a text of ${phone.length} characters`, wanted: NUMBER_WANTED[read] }]);
}
