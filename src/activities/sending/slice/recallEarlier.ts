import { usableNumber } from '../../../domain/audience/phone.ts';
import type { Claimed, Doubt, Intent } from '../../../store/intents.ts';
import { type Offer, offerAt } from '../../../store/offers.ts';
import type { ChunkServices } from '../chunk/chunkServices.ts';
import { serves } from '../providers/groupMember.ts';
import { retryWhileStoreUnavailable } from '../retryWhileStoreUnavailable.ts';
import type { Recipient } from './recipient.ts';

/** Adds the work of earlier owners to the recipients of their slice, as the intent records it: their attempts, and the recipients in doubt. */
export async function recallEarlier(
  recipients: readonly Recipient[],
  { intent }: Claimed,
  services: ChunkServices,
): Promise<void> {
  const unfinished = new Map(intent.unfinished.map((one) => [one.key, one]));
  for (const recipient of recipients) {
    const before = unfinished.get(recipient.key);
    if (before) {
      recipient.attempts = [...before.attempts];
      recipient.resolution = before.resolution;
      recipient.counted = before.counted ?? null;
    }
    const offers =
      intent.abandoned?.offers.filter(({ offered }) => offerAt(offered, recipient.position) !== null) ?? [];
    recipient.abandonedSince = offers[0]?.since ?? null;
    recipient.doubt = doubtOf(before?.doubt ?? null, recipient, intent, services);
  }
  const inDoubt = recipients.filter(({ doubt }) => doubt !== null);
  const ids = inDoubt.map(({ messageId }) => messageId);
  const receipts = await retryWhileStoreUnavailable(() => services.store.receipts.early(ids));
  for (const recipient of inDoubt) recipient.receipt = receipts.get(recipient.messageId) ?? null;
}

/**
 * The doubt that has to be resolved before anything is sent. An owner that never closed its intent may have sent its offers
 * through any provider, and its last request may have lasted as long as its provider's timeout.
 */
function doubtOf(
  left: Doubt | null,
  { position, abandonedSince }: Recipient,
  { abandoned }: Intent,
  { dispatch, providers }: ChunkServices,
): Doubt | null {
  if (abandoned === null || abandonedSince === null) return left;
  const offers = abandoned.offers.flatMap(({ offered }) => offerAt(offered, position) ?? []);
  const countries = offers.map(({ to }) => usableNumber(to)?.country ?? null);
  // A provider that was deleted meanwhile may have it as well.
  const providerIds = dispatch.members
    .filter((member) => countries.some((country) => serves(member, country)))
    .map(({ providerId }) => providerId);
  // Nobody could have been asked to send it.
  if (providerIds.length === 0) return left;
  const longest = Math.max(0, ...providers.members.map(({ provider }) => provider.settings.requestTimeoutMs));
  // A request may wait that long for a connection, and as long again for its answer.
  const until = abandoned.until.getTime() + 2 * longest;
  return {
    providerIds: [...new Set([...(left?.providerIds ?? []), ...providerIds])],
    since: left && left.since < abandonedSince ? left.since : abandonedSince,
    until: new Date(Math.max(until, left?.until.getTime() ?? 0)),
    offers: distinct([...(left?.offers ?? []), ...offers]),
  };
}

export const isSameOffer = (a: Offer, b: Offer): boolean => a.to === b.to && a.fingerprint === b.fingerprint;

const distinct = (offers: readonly Offer[]): Offer[] =>
  offers.filter((offer, index) => offers.findIndex((one) => isSameOffer(one, offer)) === index);
