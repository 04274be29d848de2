import { smsSegments } from '../../content/encoding.ts';
import { templateContext } from '../../content/templateContext.ts';
import type { LastEvent } from '../../domain/audience/event.ts';
import { type Profile, reachability } from '../../domain/audience/profile.ts';
import type { Encoding, FailReason, SkipReason } from '../../domain/message/message.ts';
import type { PreparedRun } from './run.ts';

/** One person's text, ready to send. */
export interface Composed {
  readonly to: string;
  readonly country: string | null;
  readonly text: string;
  readonly encoding: Encoding;
  readonly segments: number;
}

export type Composition =
  | { readonly kind: 'composed'; readonly message: Composed }
  | { readonly kind: 'skipped'; readonly reason: SkipReason }
  | { readonly kind: 'failed'; readonly reason: FailReason; readonly to: string };

/** Makes one person's message, or says why there is none. Never throws for what a person's data holds. */
export function compose(person: {
  run: PreparedRun;
  profile: Profile | undefined;
  lastEvents: ReadonlyMap<string, LastEvent> | undefined;
  suppressed: ReadonlySet<string>;
}): Composition {
  const { run, profile, lastEvents, suppressed } = person;
  if (!profile) return { kind: 'skipped', reason: 'profile_deleted' };
  const reach = reachability(profile);
  if (reach !== 'reachable') return { kind: 'skipped', reason: reach };
  const to = profile.number ?? '';
  if (suppressed.has(to)) return { kind: 'skipped', reason: 'suppressed' };
  const { campaignName, what } = run.run;
  const rendering = run.template.render(templateContext({ profile, lastEvents, campaignName }));
  if (!rendering.ok) return { kind: 'failed', reason: rendering.reason, to };
  const { encoding, segments } = smsSegments(rendering.text);
  if (segments > what.maxSegments) return { kind: 'failed', reason: 'too_long', to };
  return { kind: 'composed', message: { to, country: profile.country, text: rendering.text, encoding, segments } };
}
