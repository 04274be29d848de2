import type { CompiledTemplate } from '../../../content/template.ts';
import type { LastEvent } from '../../../domain/audience/event.ts';
import type { Dispatch } from '../../../domain/message/dispatch.ts';
import type { SkipReason } from '../../../domain/message/message.ts';
import { lateness } from '../../../domain/schedule/late.ts';
import type { BatchPart } from '../../../store/batches.ts';
import type { Store } from '../../../store/store.ts';
import { type DispatchLimits, dispatchLimits, usableZone } from '../limits/dispatchLimits.ts';
import type { SendPolicy } from '../policy.ts';
import type { PreparedDispatch } from '../preparedDispatches.ts';
import { type Providers, providersOf } from '../providers/groupMember.ts';
import type { ProviderPool } from '../providers/providerPool.ts';
import { retryWhileStoreUnavailable } from '../retryWhileStoreUnavailable.ts';
import { endOf, type SendingHours, sendingHours } from './hours.ts';
import { type QuietNumbers, quietNumbers } from './quietNumbers.ts';

/** The context of one execution of the activity. */
export interface ChunkContext {
  readonly store: Store;
  readonly pool: ProviderPool;
  readonly policy: SendPolicy;
  readonly prepared: PreparedDispatch;
  /** Unique to this execution. */
  readonly owner: string;
  /** Aborted: requests in flight are finished and recorded, nothing new is sent. */
  readonly signal: AbortSignal;
  /** The address for a message's receipts; null if Herald has no public address. */
  readonly receiptUrl: ((providerId: string, messageId: string) => string) | null;
  /** Called with the number of the chunk's recipients that have a message. */
  readonly onProgress?: (messages: number) => void;
  /** The clock for DND and for the days of limits. Default: the system's. */
  readonly now?: () => Date;
}

/** Everything that the slices of one chunk share, built once. */
export interface ChunkServices extends Pick<ChunkContext, 'store' | 'policy' | 'owner' | 'signal' | 'receiptUrl'> {
  readonly now: () => Date;
  readonly dispatch: Dispatch;
  readonly template: CompiledTemplate;
  /** As they were when the slice began. One that was deleted meanwhile is left out. */
  readonly providers: Providers;
  readonly hours: SendingHours;
  /** Whether quiet hours forbid a message to a profile whose number is not the frozen one; null where none apply. */
  readonly isQuiet: QuietNumbers | null;
  /** Null if nothing is limited. */
  readonly limits: DispatchLimits | null;
  /** Recipients that are skipped, by key: the reason, as known when the audience was frozen. */
  readonly skips: ReadonlyMap<string, SkipReason>;
  /** By key, the hash of the number that the audience was frozen with. */
  readonly numbers: ReadonlyMap<string, string>;
  /** By key, the event that a recipient's message is about. Undefined: the messages are about none. */
  readonly events: ReadonlyMap<string, LastEvent> | undefined;
  /** By key, from when on a recipient's message is not sent any more. Undefined: no message expires. */
  readonly expiries: ReadonlyMap<string, Date> | undefined;
}

export async function chunkServices(part: BatchPart, context: ChunkContext): Promise<ChunkServices> {
  const { store, pool, policy, owner, signal, receiptUrl, prepared, now = () => new Date() } = context;
  const { dispatch, template } = prepared;
  const providers = await currentProviders(dispatch, pool);
  const zone = usableZone(part.zone, dispatch);
  const longestRequestMs = Math.max(0, ...providers.members.map(({ provider }) => provider.settings.requestTimeoutMs));
  const hours = sendingHours({
    windows: part.quietHours ? [...dispatch.windows, ...part.quietHours] : dispatch.windows,
    zones: { recipient: zone, account: dispatch.accountZone },
    endsAt: dispatch.endsAt ?? endOf(dispatch.schedule, zone),
    longestRequestMs,
    lateness: lateness({ schedule: dispatch.schedule, batchAt: part.at, zone, releasedAt: dispatch.releasedAt }),
    now,
  });
  return {
    store,
    policy,
    owner,
    signal,
    receiptUrl,
    now,
    dispatch,
    template,
    providers,
    hours,
    isQuiet: quietNumbers(dispatch, { longestRequestMs, now }),
    limits: dispatchLimits(dispatch, zone),
    skips: new Map(part.skips?.map(({ key, reason }) => [key, reason])),
    numbers: part.numbers,
    events: part.events,
    expiries: part.expiries,
  };
}

/** At a low rate a chunk takes minutes: a provider that is retired or changed in between is noticed by its next slice. */
export async function currentProviders({ members }: Dispatch, pool: ProviderPool): Promise<Providers> {
  const found = await retryWhileStoreUnavailable(() =>
    Promise.all(
      members.map(async ({ providerId, countries }) => ({ provider: await pool.get(providerId), countries })),
    ),
  );
  return providersOf(found.flatMap(({ provider, countries }) => (provider ? { provider, countries } : [])));
}
