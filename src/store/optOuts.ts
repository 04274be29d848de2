import type { ProfileInput } from '../domain/audience/profile.ts';
import type { Contact } from './profiles.ts';
import type { NewSuppression, SuppressionStore } from './suppressions.ts';

export interface ProfileWriteOptions {
  /** The country of phones without a country code; ISO 3166-1 alpha-2. */
  readonly country?: string | undefined;
  /** How the inputs came. Default: over the API. */
  readonly source?: 'api' | 'import';
  /** The API key of the caller. */
  readonly keyId?: string | null;
  /** Why `optedOut: false` ends opt-outs. Left out: it ends none, so that a list from elsewhere opts nobody in. */
  readonly optInReason?: string | undefined;
}

/** The input as it takes effect. */
export function withEffect(input: ProfileInput, { optInReason }: ProfileWriteOptions): ProfileInput {
  if (input.optedOut !== false || optInReason !== undefined) return input;
  const { optedOut: _, ...others } = input;
  return others;
}

/**
 * Carries the opt-outs of written profiles over to their numbers, or ends those of the numbers that opt in. `contact` is what the profile has after the
 * write. Returns the ids of the profiles that are opted out, and of those whose number was suppressed and isn't any more.
 *
 * It follows the write, because only that says which number the profile has. Until it is done the opt-out of the profile holds, and the write isn't
 * acknowledged; it is repeated, and so is this.
 */
export async function writtenOptOuts(
  written: readonly { readonly input: ProfileInput; readonly contact: Contact | undefined }[],
  suppressions: Pick<SuppressionStore, 'among' | 'addMany' | 'liftMany'>,
  { now, source = 'api', keyId = null, optInReason }: ProfileWriteOptions & { readonly now: Date },
): Promise<{ readonly optedOut: ReadonlySet<string>; readonly optedIn: ReadonlySet<string> }> {
  const contacts = written.flatMap(({ contact }) => contact ?? []);
  const optingIn = written.flatMap(({ input, contact }) => (input.optedOut === false ? (contact?.number ?? []) : []));
  const lifted: ReadonlySet<string> =
    optInReason === undefined
      ? new Set()
      : await suppressions.liftMany(optingIn, { reason: optInReason, keyId, at: now });
  const suppressed = new Set(await suppressions.among(contacts.flatMap(({ number }) => number ?? [])));
  // What is suppressed already is opted out again, so that a lift at the same time doesn't end it.
  const optingOut = written.flatMap(({ input, contact }): NewSuppression[] =>
    contact?.optedOut && contact.number !== null && (input.optedOut === true || !suppressed.has(contact.number))
      ? [{ number: contact.number, source, at: now, profileId: contact._id, keyId }]
      : [],
  );
  await suppressions.addMany(optingOut);
  for (const { number } of optingOut) suppressed.add(number);
  const isOn = (numbers: ReadonlySet<string>, { number }: Contact): boolean => number !== null && numbers.has(number);
  return {
    optedOut: new Set(contacts.filter((one) => one.optedOut || isOn(suppressed, one)).map(({ _id }) => _id)),
    optedIn: new Set(contacts.filter((one) => isOn(lifted, one)).map(({ _id }) => _id)),
  };
}
