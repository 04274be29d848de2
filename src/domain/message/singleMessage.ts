import { singleDispatchId } from '../ids.ts';
import type { MemberOfGroup } from '../provider/provider.ts';
import type { TopicRule } from '../topics/topic.ts';
import { type Dispatch, SIZES } from './dispatch.ts';

/** A single message as it was requested. Kept on its dispatch until the message is in the ledger. */
export interface RequestedMessage {
  /** E.164. */
  readonly to: string;
  /** Of the number, ISO 3166-1 alpha-2; null: of none. */
  readonly country: string | null;
  readonly text: string;
  /** The profile that has the number; null: none was named. */
  readonly profileId: string | null;
  /** Why it is sent even if the number has opted out; null: it isn't. */
  readonly evenIfOptedOut: string | null;
  /** Nothing is sent from then on. */
  readonly expiresAt: Date;
}

/** No text of a request has more. */
const MOST_SEGMENTS = 255;
/** Ahead of everything else. */
const PRIORITY = 1;

/** The dispatch of a single message: at once, to one number, outside of hours and limits. */
export const dispatchOfSingle = (of: {
  readonly id: string;
  readonly request: RequestedMessage;
  readonly members: readonly MemberOfGroup[];
  readonly topic: TopicRule | undefined;
  readonly onUncertain: Dispatch['onUncertain'];
  readonly now: Date;
}): Dispatch => ({
  _id: singleDispatchId(of.id),
  campaignId: null,
  runId: null,
  name: '',
  template: '',
  request: of.request,
  // The request was accepted with any.
  maxSegments: MOST_SEGMENTS,
  members: of.members,
  windows: [],
  accountZone: 'UTC',
  zoneFromNumber: false,
  schedule: null,
  releasedAt: null,
  quotas: [],
  profileLimits: null,
  ...(of.topic && { topic: of.topic }),
  onUncertain: of.onUncertain,
  resolveWithinSeconds: Math.max(0, Math.round((of.request.expiresAt.getTime() - of.now.getTime()) / 1000)),
  validityPeriodSeconds: null,
  priority: PRIORITY,
  sizes: SIZES,
  startedAt: of.now,
  finishedAt: null,
});
