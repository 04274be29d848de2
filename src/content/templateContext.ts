import type { LastEvent } from '../domain/audience/event.ts';
import type { Profile } from '../domain/audience/profile.ts';
import type { StoredValue } from '../domain/values.ts';

export type { LastEvent };

/** The names that a template may start a variable with. */
export const TEMPLATE_ROOTS = ['profile', 'lastEvent', 'campaign'] as const;

/** What a template sees. What a person hasn't got is absent, never null or undefined: that is what makes it a missing value. */
export interface TemplateContext {
  readonly profile: Readonly<Record<string, StoredValue>>;
  /** By event name: the properties of the profile's latest event of that name, and `at`, when it was. */
  readonly lastEvent: Readonly<Record<string, Readonly<Record<string, StoredValue>>>>;
  readonly campaign: { readonly name: string };
}

/** Builds what a template sees of one person. A profile's own id, phone, language and timeZone hide properties of those names. */
export function templateContext(person: {
  profile: Pick<Profile, '_id' | 'phone' | 'language' | 'timeZone' | 'properties'>;
  /** By event name, from `eventStore.lastEvents`. */
  lastEvents?: ReadonlyMap<string, LastEvent> | undefined;
  campaignName: string;
}): TemplateContext {
  const { _id, phone, language, timeZone, properties } = person.profile;
  const profile: Record<string, StoredValue> = { ...properties, id: _id };
  put(profile, 'phone', phone);
  put(profile, 'language', language);
  put(profile, 'timeZone', timeZone);
  const lastEvent: Record<string, Record<string, StoredValue>> = {};
  for (const [name, event] of person.lastEvents ?? []) lastEvent[name] = { ...event.properties, at: event.at };
  return { profile, lastEvent, campaign: { name: person.campaignName } };
}

function put(values: Record<string, StoredValue>, name: string, value: StoredValue | null): void {
  if (value !== null) values[name] = value;
  else if (name in values) delete values[name];
}
