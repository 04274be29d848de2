import { smsSegments } from '../../content/encoding.ts';
import { compileTemplate } from '../../content/template.ts';
import { templateContext } from '../../content/templateContext.ts';
import { turns } from '../../content/turns.ts';
import type { SegmentPrice } from '../../domain/account/account.ts';
import { type SampledText, segmentCost } from '../../domain/audience/segmentCost.ts';
import type { Encoding, FailReason } from '../../domain/message/message.ts';
import type { ReachEstimate } from '../../store/segmentQuery/reachEstimate.ts';
import type { Store } from '../../store/store.ts';

/** How many recipients' messages are composed for an estimate. */
export const SAMPLE_SIZE = 1000;

export interface MessageQuery {
  /** A template that is known to compile. */
  readonly template: string;
  readonly maxSegments: number;
  readonly campaignName: string;
  readonly price: SegmentPrice | null;
  readonly reach: Pick<ReachEstimate, 'recipients' | 'byCountry' | 'sample'>;
  /** Aborts the estimate, which then rejects with the signal's reason. */
  readonly signal: AbortSignal;
}

export interface MessageEstimate {
  readonly sample: { readonly size: number; readonly of: number };
  /** Messages of the sample by encoding, without the failures. */
  readonly encodings: Readonly<Record<Encoding, number>>;
  /** Messages of the sample that could not be sent, by reason, the most frequent first. */
  readonly failures: readonly { readonly reason: FailReason | 'aborted'; readonly count: number }[];
  /** SMS segments to all recipients. */
  readonly segments: number;
  readonly cost: { readonly amount: number; readonly currency: string } | null;
}

/** Estimates the SMS segments and the cost of a message to all recipients from the messages of a sample. */
export async function estimateMessage(query: MessageQuery, store: Store): Promise<MessageEstimate> {
  const { reach, maxSegments, campaignName, price, signal } = query;
  const template = compileTemplate(query.template);
  const profiles = await store.profiles.getMany(reach.sample);
  const lastEvents = await store.events.lastEvents([...profiles.keys()], template.lastEventNames);

  const encodings = { 'GSM-7': 0, 'UCS-2': 0 };
  const failures = new Map<FailReason | 'aborted', number>();
  const texts: SampledText[] = [];
  const pause = turns();
  for (const profile of profiles.values()) {
    await pause();
    signal.throwIfAborted();
    const context = templateContext({ profile, lastEvents: lastEvents.get(profile._id), campaignName });
    const rendering = template.render(context);
    const sms = rendering.ok ? smsSegments(rendering.text) : null;
    const failure = rendering.ok ? null : rendering.reason;
    const reason = sms !== null && sms.segments > maxSegments ? 'too_long' : failure;
    if (reason !== null) failures.set(reason, (failures.get(reason) ?? 0) + 1);
    else if (sms !== null) encodings[sms.encoding] += 1;
    texts.push({ country: profile.country, segments: reason === null && sms !== null ? sms.segments : 0 });
  }
  return {
    sample: { size: texts.length, of: reach.recipients },
    encodings,
    failures: [...failures].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count),
    ...segmentCost({ recipients: reach.byCountry, sample: texts, price }),
  };
}
