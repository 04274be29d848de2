import type { Db } from 'mongodb';
import type { z } from 'zod';
import type { ChunkInput, ChunkResult, LiveResult } from '../../../src/activities/contract.ts';
import { sendLive } from '../../../src/activities/live/sendLive.ts';
import { sendChunk } from '../../../src/activities/sending/chunk/sendChunk.ts';
import { preparedDispatches } from '../../../src/activities/sending/preparedDispatches.ts';
import type { ProviderPool } from '../../../src/activities/sending/providers/providerPool.ts';
import type { accountInput } from '../../../src/domain/account/account.ts';
import { liveInput } from '../../../src/domain/campaign/campaign.ts';
import { liveRules } from '../../../src/domain/live/rules.ts';
import type { Message } from '../../../src/domain/message/message.ts';
import { mapValues, type PropertyValue, toStored } from '../../../src/domain/values.ts';
import type { SmsProvider } from '../../../src/providers/provider.ts';
import type { Store } from '../../../src/store/store.ts';
import { people, QUICK, sendingSetup } from '../../support/sending.ts';

export interface GivenEvent {
  readonly profileId: string;
  readonly name: string;
  readonly id: string;
  readonly at: Date;
  readonly properties?: Record<string, PropertyValue>;
}

export interface LiveSetup {
  readonly store: Store;
  readonly campaignId: string;
  /** Receives events as the API does: what they may trigger first, then the events. */
  receive(events: readonly GivenEvent[], options?: { withoutEvents?: boolean; now?: Date }): Promise<void>;
  /** One execution of the activity, on a worker of its own. */
  send(options?: {
    approvedAt?: string;
    signal?: AbortSignal;
    store?: Store;
    now?: () => Date;
    onChunk?: (input: ChunkInput) => Promise<void>;
  }): Promise<LiveResult>;
  messages(): Promise<Message[]>;
}

/** A live campaign to `count` people through `providers`, on a fresh database. */
export async function liveSetup(options: {
  db: Db;
  count: number;
  providers: readonly SmsProvider[];
  campaign?: Partial<z.input<typeof liveInput>>;
  account?: z.input<typeof accountInput>;
  timeZones?: readonly string[];
}): Promise<LiveSetup> {
  const { db, count, providers, campaign, account, timeZones = [] } = options;
  const profiles = people(count).map((one, index) => {
    const timeZone = timeZones[index % Math.max(1, timeZones.length)];
    return timeZone === undefined ? one : { ...one, timeZone };
  });
  const { store, newPool } = await sendingSetup({ db, profiles, providers, ...(account && { account }) });
  const campaignId = 'cmp_live';
  const input = liveInput.parse({
    name: 'live',
    type: 'live',
    when: { kind: 'event', event: 'purchase' },
    what: { template: 'Thank you {{ profile.name }} for {{ event.item | default: "it" }}' },
    providerGroupId: 'grp_1',
    ...campaign,
  });
  const scheduledAt = new Date(Date.now() - 86_400_000);
  await store.campaigns.insert({
    ...input,
    _id: campaignId,
    status: 'running',
    revision: 1,
    actions: [{ action: 'schedule', by: 'test', at: scheduledAt.toISOString() }],
    createdAt: scheduledAt,
    updatedAt: scheduledAt,
  });
  let executions = 0;
  return {
    store,
    campaignId,
    async receive(events, { withoutEvents = false, now = new Date() } = {}) {
      const rules = liveRules((await live(store, campaignId)) as never, await store.account.get());
      const triggers = events.flatMap(({ id, properties = {}, ...event }) =>
        event.name === rules.triggeredBy
          ? rules.candidatesOf({ _id: id, properties: mapValues(properties, toStored), ...event }, now)
          : [],
      );
      await store.triggers.insert(triggers);
      if (withoutEvents) return;
      await store.events.insertMany(
        events.map((event) => ({ ...event, at: event.at.toISOString() })),
        now,
      );
    },
    async send({ approvedAt, signal = new AbortController().signal, store: own = store, now, onChunk } = {}) {
      executions += 1;
      const owner = `worker/${executions}`;
      const pool: ProviderPool = newPool();
      const prepared = preparedDispatches(own.dispatches);
      return await sendLive(
        {
          campaignId,
          revision: 0,
          errorBaseline: { done: 0, failed: 0 },
          ...(approvedAt !== undefined && { approvedAt }),
        },
        {
          store: own,
          signal,
          lingerMs: 0,
          ...(now && { now }),
          async sendChunk(chunk): Promise<ChunkResult> {
            await onChunk?.(chunk);
            return await sendChunk(chunk, {
              store: own,
              pool,
              policy: QUICK,
              prepared: await prepared(chunk.dispatchId),
              owner,
              signal,
              receiptUrl: null,
              ...(now && { now }),
            });
          },
        },
      );
    },
    messages: () => db.collection<Message>('messages').find({ campaignId }).toArray(),
  };
}

async function live(store: Store, campaignId: string) {
  const campaign = await store.campaigns.get(campaignId);
  if (campaign?.type !== 'live') throw new Error('wanted: a live campaign');
  return campaign;
}
