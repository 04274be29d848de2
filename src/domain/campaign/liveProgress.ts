import { type MessageCounts, totalOf } from '../message/counts.ts';
import { WAIT_REASON_TEXT, type WaitReason } from '../message/waitReason.ts';
import { utcMoment } from '../schedule/readableTime.ts';
import type { CampaignPhase } from './progress.ts';

/** What a live campaign is doing. Instants are ISO 8601. */
export interface LiveProgress {
  /** Triggers that wait, as of the last look. */
  readonly waiting: number;
  /** When the next of them, or a batch that waits, is due; null: none is. */
  readonly nextAt: string | null;
  /** The local day that the figures below are of; null: nothing was sent yet. */
  readonly day: string | null;
  /** Time zone of the day. */
  readonly zone: string;
  /** The day's messages. */
  readonly today: MessageCounts;
  /** The day's triggers that led to no message, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** All messages since the campaign was scheduled. */
  readonly inAll: MessageCounts;
  readonly limits: { readonly total?: number; readonly perDay?: number };
  /** The safety check holds what is due: the hour that has too many, and its limit. Null: it doesn't. */
  readonly held: { readonly hour: string; readonly maxPerHour: number | null; readonly since: string } | null;
  /** Why nothing is sent although something is due, since when, and when it is tried again; null: nothing is in the way. */
  readonly waitsFor: { readonly reason: WaitReason; readonly since: string; readonly until: string } | null;
}

/** Messages that were sent or may have been. */
const sentOf = ({ accepted, delivered, undelivered, uncertain }: MessageCounts): number =>
  accepted + delivered + undelivered + uncertain;

/** The lines that the Web UI shows of a live campaign, in Markdown. */
export function liveLines(live: LiveProgress, { isPaused, now }: { isPaused: boolean; now: number }): string[] {
  const { waiting, nextAt, day, zone, today, inAll, limits, held, waitsFor } = live;
  const lines: string[] = [];
  if (held) {
    lines.push(
      `**Waits for a decision**: more messages are due in the hour from ${utcMoment(held.hour)} than its safety check allows (${held.maxPerHour ?? 'no limit'}). ` +
        'Approve them (update approveRun), raise the limit (raiseSafetyLimit) or stop the campaign (stopCampaign).',
    );
  }
  if (waitsFor && !isPaused) {
    const then = Date.parse(waitsFor.until) > now ? `, next try ${utcMoment(waitsFor.until)}` : '';
    lines.push(`Waits since ${utcMoment(waitsFor.since)}: ${WAIT_REASON_TEXT[waitsFor.reason]}${then}.`);
  }
  const next =
    nextAt === null ? '' : Date.parse(nextAt) > now ? `, the next is due ${utcMoment(nextAt)}` : ', some are due now';
  lines.push(`${waiting} triggers wait${next}.`);
  const perDay = limits.perDay === undefined ? '' : ` of ${limits.perDay}`;
  if (day !== null) {
    lines.push(
      `${day} (${zone}): ${sentOf(today)}${perDay} sent, ${today.failed} failed, ${today.skipped} skipped${droppedText(live)}.`,
    );
  }
  const total = limits.total === undefined ? '' : ` of ${limits.total}`;
  lines.push(`In all: ${sentOf(inAll)}${total} sent of ${totalOf(inAll)} messages.`);
  return lines;
}

function droppedText({ dropped }: LiveProgress): string {
  const reasons = Object.entries(dropped).map(([reason, count]) => `${count} ${reason}`);
  return reasons.length === 0 ? '' : `; triggers without a message: ${reasons.join(', ')}`;
}

export const LIVE_PHASE_TEXT: Readonly<Partial<Record<CampaignPhase, string>>> = {
  scheduled: 'Waiting for something to trigger a message.',
  awaiting_approval: 'Waiting for somebody to approve what is due.',
  blocked: 'It can not go on.',
};
