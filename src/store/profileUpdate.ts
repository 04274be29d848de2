import { isDeepStrictEqual } from 'node:util';
import type { UpdateFilter } from 'mongodb';
import { usableNumber } from '../domain/audience/phone.ts';
import { mergeProfileInputs, type Profile, type ProfileInput } from '../domain/audience/profile.ts';
import { toStored } from '../domain/values.ts';

type Fields = Record<string, unknown>;

/** The update for an input, to be applied with upsert. Fields that are left out keep their values. `country`: of phones without a country code. */
export function profileUpdate(
  input: ProfileInput,
  now: Date,
  { country }: { readonly country?: string | undefined } = {},
): UpdateFilter<Profile> {
  const set: Fields = { updatedAt: now };
  const onInsert: Fields = { createdAt: now };
  const unset: Fields = {};

  const given: Fields = { ...phoneFields(input.phone, country), timeZone: input.timeZone, language: input.language };
  for (const [field, value] of Object.entries(given)) (value === undefined ? onInsert : set)[field] = value ?? null;
  (input.optedOut === undefined ? onInsert : set).optedOut = input.optedOut ?? false;

  const changes = Object.entries(input.properties ?? {});
  for (const [name, value] of changes) {
    if (value === null) unset[`properties.${name}`] = '';
    else set[`properties.${name}`] = toStored(value);
  }
  // One update can't write both a document and a path within it.
  if (changes.length === 0) onInsert.properties = {};

  return {
    $set: set,
    $setOnInsert: onInsert,
    ...(Object.keys(unset).length > 0 && { $unset: unset }),
  } as UpdateFilter<Profile>;
}

/**
 * Divides inputs into rounds, in each of which the inputs with the same id can be merged. An opt-out is of the number that its profile has then, so that
 * a later input that changes the number, or ends the opt-out, belongs to the next round.
 */
export function* roundsOf(inputs: readonly ProfileInput[]): Generator<readonly ProfileInput[], void, void> {
  let round: ProfileInput[] = [];
  let optedOut = new Set<string>();
  for (const input of inputs) {
    if (optedOut.has(input.id) && (input.phone !== undefined || input.optedOut === false)) {
      yield round;
      [round, optedOut] = [[], new Set()];
    }
    round.push(input);
    if (input.optedOut) optedOut.add(input.id);
  }
  if (round.length > 0) yield round;
}

/** Merges the inputs with the same id: an unordered bulk write must not contain two updates of one document. */
export function latestPerId(inputs: readonly ProfileInput[]): ProfileInput[] {
  const merged = new Map<string, ProfileInput>();
  for (const input of inputs) {
    const earlier = merged.get(input.id);
    merged.set(input.id, earlier === undefined ? input : mergeProfileInputs(earlier, input));
  }
  return [...merged.values()];
}

/** Whether a profile has already what an update sets. */
export function changesNothing(profile: Profile, { $set, $unset }: UpdateFilter<Profile>): boolean {
  const { updatedAt: _, ...set } = ($set ?? {}) as Fields;
  return (
    Object.entries(set).every(([path, value]) => isDeepStrictEqual(valueAt(profile, path), value)) &&
    Object.keys($unset ?? {}).every((path) => valueAt(profile, path) === undefined)
  );
}

/** Names of properties have no points. */
function valueAt(profile: Profile, path: string): unknown {
  const [field = '', name] = path.split('.');
  const value = (profile as unknown as Fields)[field];
  if (name === undefined) return value;
  return Object.hasOwn(value ?? {}, name) ? (value as Fields)[name] : undefined;
}

function phoneFields(phone: string | null | undefined, country: string | undefined): Fields {
  if (phone === undefined) return { phone, number: undefined, country: undefined };
  const usable = usableNumber(phone, country);
  return { phone, number: usable?.e164 ?? null, country: usable?.country ?? null };
}
