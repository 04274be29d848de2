import type { LastEvent } from '../domain/audience/event.ts';
import type { Profile } from '../domain/audience/profile.ts';
import type { StoredValue } from '../domain/values.ts';

export type { LastEvent };

/** The names with which variables in a template begin. */
export const TEMPLATE_ROOTS = ['profile', 'event', 'lastEvent', 'campaign'] as const;

/** The variables of a template. Values that a profile doesn't have are absent, never null or undefined, so that they count as missing. */
export interface TemplateContext {
  readonly profile: Readonly<Record<string, StoredValue>>;
  /** The properties of the event that the message is about, and its time `at`; left out: it is about none. */
  readonly event?: Readonly<Record<string, StoredValue>>;
  /** By event name: the properties of the profile's latest event of that name, and its time `at`. */
  readonly lastEvent: Readonly<Record<string, Readonly<Record<string, StoredValue>>>>;
  readonly campaign: { readonly name: string };
}

/** Builds the variables for one profile. Its id, phone, language and timeZone hide properties of those names. */
export function templateContext(person: {
  profile: Pick<Profile, '_id' | 'phone' | 'language' | 'timeZone' | 'properties'>;
  /** By event name, from `eventStore.lastEvents`. */
  lastEvents?: ReadonlyMap<string, LastEvent> | undefined;
  event?: LastEvent | undefined;
  campaignName: string;
}): TemplateContext {
  const { _id, phone, language, timeZone, properties } = person.profile;
  const profile: Record<string, StoredValue> = { ...properties, id: _id };
  put(profile, 'phone', phone);
  put(profile, 'language', language);
  put(profile, 'timeZone', timeZone);
  const lastEvent: Record<string, Record<string, StoredValue>> = {};
  for (const [name, event] of person.lastEvents ?? []) lastEvent[name] = variablesOf(event);
  return {
    profile,
    ...(person.event && { event: variablesOf(person.event) }),
    lastEvent,
    campaign: { name: person.campaignName },
  };
}

const variablesOf = ({ properties, at }: LastEvent): Record<string, StoredValue> => ({ ...properties, at });

function put(values: Record<string, StoredValue>, name: string, value: StoredValue | null): void {
  if (value !== null) values[name] = value;
  else if (name in values) delete values[name];
}
