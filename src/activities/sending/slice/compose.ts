import { smsSegments } from '../../../content/encoding.ts';
import type { CompiledTemplate } from '../../../content/template.ts';
import { templateContext } from '../../../content/templateContext.ts';
import type { LastEvent } from '../../../domain/audience/event.ts';
import { type BarredNumbers, type Profile, reachabilityAmong } from '../../../domain/audience/profile.ts';
import type { Dispatch } from '../../../domain/message/dispatch.ts';
import type { Content } from './recipient.ts';

/** Composes the message to one profile, or returns why there is none. Never throws because of a profile's data. */
export function compose(person: {
  dispatch: Dispatch;
  template: CompiledTemplate;
  profile: Profile | undefined;
  lastEvents: ReadonlyMap<string, LastEvent> | undefined;
  /** The event that the message is about. */
  event: LastEvent | undefined;
  barred: BarredNumbers;
}): Content {
  const { dispatch, template, profile, lastEvents, event, barred } = person;
  if (!profile) return { kind: 'skipped', reason: 'profile_deleted' };
  const reach = reachabilityAmong(profile, barred);
  if (reach !== 'reachable') return { kind: 'skipped', reason: reach };
  const to = profile.number ?? '';
  const rendering = template.render(templateContext({ profile, lastEvents, event, campaignName: dispatch.name }));
  if (!rendering.ok) {
    const { reason, detail } = rendering;
    return reason === 'aborted' ? { kind: 'skipped', reason, detail } : { kind: 'failed', reason, to };
  }
  const { text } = rendering;
  const { encoding, segments } = smsSegments(text);
  if (segments > dispatch.maxSegments) return { kind: 'failed', reason: 'too_long', to };
  return { kind: 'text', to, country: profile.country, text, encoding, segments };
}
