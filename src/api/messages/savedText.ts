import { compileTemplate } from '../../content/template.ts';
import { templateContext } from '../../content/templateContext.ts';
import type { Profile } from '../../domain/audience/profile.ts';
import type { SavedMessageReference } from '../../domain/message/savedMessage.ts';
import type { FieldProblem } from '../../domain/problems.ts';
import { mapValues, type PropertyValue, toStored } from '../../domain/values.ts';
import type { Store } from '../../store/store.ts';
import { savedMessageProblem } from '../templateProblem.ts';

/** The longest text of a request, in characters. */
export const MOST_CHARACTERS = 1600;

/** Whoever gets a single message. */
export interface Recipient {
  /** E.164. */
  readonly e164: string;
  readonly country: string | null;
  /** Null: a number was given. */
  readonly profile: Profile | null;
}

/** The text of a saved message, for the recipient if it is known, with `data` as its event. */
export async function savedText(
  of: {
    readonly savedMessage: SavedMessageReference;
    readonly data: Readonly<Record<string, PropertyValue>>;
    readonly to: Recipient | null;
    readonly at: Date;
  },
  store: Pick<Store, 'savedMessages' | 'events'>,
): Promise<{ readonly text: string } | { readonly problem: FieldProblem }> {
  const { savedMessage, data, to, at } = of;
  const field = '/savedMessage';
  const saved = await store.savedMessages.at(savedMessage);
  if (!saved) return { problem: savedMessageProblem(field) };
  // A recipient that can't be used is reported by itself.
  if (!to) return { text: '' };
  const template = compileTemplate(saved.template, { hasEvent: true });
  if (template.variables.includes('campaign.name')) {
    return {
      problem: { field, got: 'a saved message with campaign.name', wanted: 'one without it: there is no campaign' },
    };
  }
  const { profile } = to;
  const lastEvents = profile ? await store.events.lastEvents([profile._id], template.lastEventNames) : undefined;
  const context = templateContext({
    profile: profile ?? { _id: '', phone: to.e164, language: null, timeZone: null, properties: {} },
    lastEvents: profile ? lastEvents?.get(profile._id) : undefined,
    event: { at, properties: mapValues(data, toStored) },
    campaignName: '',
  });
  const rendering = template.render(profile ? context : { ...context, profile: { phone: to.e164 } });
  if (!rendering.ok) {
    if (rendering.reason === 'aborted') {
      return {
        problem: { field, got: `a saved message that aborts: ${rendering.detail}`, wanted: 'one that has a text' },
      };
    }
    const wanted = 'everything that the saved message uses, in data or at the profile';
    return { problem: { field: '/data', got: rendering.detail, wanted } };
  }
  const { text } = rendering;
  if (text.length <= MOST_CHARACTERS) return { text };
  return { problem: { field, got: `a text of ${text.length} characters`, wanted: `at most ${MOST_CHARACTERS}` } };
}
