import type { FailReason, SkipReason } from '../../../domain/message/message.ts';
import type { HoursState } from '../chunk/hours.ts';
import type { Providers } from '../providers/groupMember.ts';
import type { PooledProvider } from '../providers/providerPool.ts';
import type { Content, Recipient, UnfinishedReason } from '../slice/recipient.ts';

/** The next step for a recipient whose message no provider has. */
export type Step =
  | { readonly kind: 'skip'; readonly reason: SkipReason }
  | { readonly kind: 'fail'; readonly reason: FailReason }
  | { readonly kind: 'wait'; readonly reason: UnfinishedReason }
  | {
      readonly kind: 'deliver';
      readonly content: Extract<Content, { kind: 'text' }>;
      readonly providers: readonly PooledProvider[];
    };

export function nextStep(
  { content, permission }: Pick<Recipient, 'content' | 'permission'>,
  hoursState: HoursState,
  providers: Providers,
): Step {
  if (content.kind === 'skipped') return { kind: 'skip', reason: content.reason };
  if (content.kind === 'undecided') return { kind: 'wait', reason: 'closed' };
  if (content.kind === 'failed') return { kind: 'fail', reason: content.reason };
  if (hoursState.kind === 'discarding') return { kind: 'skip', reason: hoursState.reason };
  if (hoursState.kind === 'waiting') return { kind: 'wait', reason: 'dnd' };
  if (permission.kind === 'denied' && permission.final) return { kind: 'skip', reason: permission.reason };
  if (permission.kind !== 'granted') return { kind: 'wait', reason: 'limits' };
  // All of the group's providers were deleted or retired: nobody's number is at fault.
  if (!providers.areInUse) return { kind: 'wait', reason: 'unavailable' };
  const serving = providers.serving(content.country);
  if (serving.length === 0) return { kind: 'fail', reason: 'no_provider_for_country' };
  return { kind: 'deliver', content, providers: serving };
}
