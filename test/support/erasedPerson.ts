import type { Db } from 'mongodb';
import { erasePerson } from '../../src/activities/erasePerson.ts';
import type { ProfileInput } from '../../src/domain/audience/profile.ts';
import { messageIdOf } from '../../src/domain/ids.ts';
import type { SubscriptionAction } from '../../src/domain/topics/subscription.ts';
import { numberHash } from '../../src/store/numberHash.ts';
import type { Store } from '../../src/store/store.ts';
import type { SubscriptionRequest } from '../../src/store/subscriptions.ts';
import { ACCEPT, scriptedProvider } from './scriptedProvider.ts';
import { sendingSetup } from './sending.ts';

export const ADA = 'customer-ada-4711';
export const NUMBER = '+447700900001';
export const OLD_NUMBER = '+447700900009';
/** Known only from a subscription in Ada's name. */
export const FORM_NUMBER = '+447700900008';
export const TEXT = 'please never write to me again';
const { signal } = new AbortController();

const PEOPLE: ProfileInput[] = [
  { id: 'bo', phone: '+447700900002', properties: { name: 'Bo' } },
  { id: ADA, phone: NUMBER, properties: { name: 'Ada Lovelace' } },
  { id: 'cy', phone: '+447700900003', properties: { name: 'Cy' } },
];

export const erase = (store: Store, id: string) => erasePerson(id, { store, signal, tell: () => undefined });

/** A run in which everybody got a message, and what else Herald keeps of Ada. */
export async function erasureWorld(
  db: Db,
  { optsOut = true, sent = PEOPLE.length } = {},
): Promise<{ store: Store; runId: string }> {
  const provider = scriptedProvider({ react: () => ACCEPT });
  const setup = await sendingSetup({ db, profiles: PEOPLE, providers: [provider] });
  const { store, runId } = setup;
  if (sent > 0) await setup.send();
  const now = new Date();
  await store.events.insertMany(
    ['visit', 'purchase', 'with/slash'].map((name) => ({ profileId: ADA, name, properties: { note: TEXT } })),
    now,
  );
  await store.receipts.record({
    messageId: messageIdOf(runId, ADA),
    entry: { providerId: 'prv_0', providerMessageId: 'id-4711', status: 'delivered', code: null, at: now },
  });
  await store.profileCaps.count(
    [{ profileId: ADA, message: { id: messageIdOf(runId, ADA), from: now, to: now } as never }],
    { countedForMs: 1000, now },
  );
  await store.numberClaims.claim({ dispatchId: runId, numbers: new Map([[NUMBER, ADA]]), now });
  await store.providerMessageIds.claim('prv_0', 'found-1', messageIdOf(runId, ADA), now);
  await store.inboundTexts.record({
    ...INBOUND,
    at: now,
    profileIds: [ADA],
    messageId: messageIdOf(runId, ADA),
    campaignId: 'cmp_1',
    appliedAt: now,
  });
  await store.subscriptions.apply([
    subscription('offers', NUMBER, { kind: 'unsubscribe', at: now }),
    subscription('news', NUMBER, { kind: 'subscribe', at: now, isConfirmed: true, expiresAt: now }),
    subscription('offers', FORM_NUMBER, { kind: 'unsubscribe', at: now }),
  ]);
  await store.messages.record([{ ...CONFIRMATION, createdAt: now, updatedAt: now }]);
  await store.audit.insert({ ...ENTRY, _id: 'aud_1', at: now, operation: 'setOptOut', resourceIds: [ADA] });
  await store.audit.insert({
    ...ENTRY,
    _id: 'aud_2',
    at: now,
    operation: 'reviewInboundText',
    resourceIds: [INBOUND._id],
    after: { text: TEXT },
  });
  await store.triggers.insert([{ ...TRIGGER, dueAt: now, at: now, createdAt: now }]);
  await store.triggers.noteCut([{ _id: 'cut-1', profileId: ADA }], now);
  await store.imports.addRefused('imp_1', [{ line: 2, ...PROBLEM, row: `${ADA},${NUMBER},` }], now);
  if (optsOut) await store.profiles.optOut(ADA, { source: 'api', at: now, wording: TEXT });
  return { store, runId };
}

export async function finish(store: Store, runId: string): Promise<void> {
  await store.dispatches.finish(runId, new Date());
  await store.runs.finish(runId, 'completed', new Date());
}

export async function requested(store: Store): Promise<string> {
  const { _id } = await store.erasures.request({ profileId: ADA, reason: null, keyId: null, now: new Date() });
  return _id;
}

/** Where something of Ada is left: her id, her numbers in any form, or her texts. */
export async function traces(db: Db): Promise<string[]> {
  const found: string[] = [];
  for (const { name } of await db.listCollections().toArray()) {
    for (const document of await db.collection(name).find({}, { promoteBuffers: true }).toArray()) {
      const text = JSON.stringify(document, (_, value) =>
        value?.type === 'Buffer'
          ? `${Buffer.from(value.data).toString('hex')} ${Buffer.from(value.data).toString('latin1')}`
          : value,
      );
      if (MARKS.some((mark) => text.includes(mark))) found.push(`${name} ${text.slice(0, 300)}`);
    }
  }
  return found;
}

const MARKS = [
  ADA,
  NUMBER.slice(1),
  OLD_NUMBER.slice(1),
  FORM_NUMBER.slice(1),
  TEXT,
  'Lovelace',
  'id-4711',
  numberHash(NUMBER),
];

const TRIGGER = { _id: `cmp_1/${ADA}/once`, campaignId: 'cmp_1', profileId: ADA, event: null, data: { note: TEXT } };

const subscription = (id: string, number: string, action: SubscriptionAction): SubscriptionRequest => ({
  topic: { id, optIn: 'not_needed' },
  number,
  action,
  origin: { id: `sub_${id}`, source: 'api', wording: TEXT, keyId: null, providerId: null, profileId: ADA },
});

const CONFIRMATION = {
  _id: 'confirmation/0123456789abcdef0123/offers',
  dispatchId: 'confirmation/0123456789abcdef0123',
  campaignId: null,
  profileId: '',
  status: 'accepted',
  reason: null,
  to: NUMBER,
  text: TEXT,
  encoding: 'GSM-7',
  segments: 1,
  providerId: 'prv_0',
  providerMessageId: 'id-4711-asked',
  attempts: [],
  failedOver: false,
  resolution: null,
  receipts: [],
} as const;

const INBOUND = {
  _id: 'inb_1',
  providerId: 'prv_0',
  providerMessageId: 'id-4711-in',
  from: NUMBER,
  number: NUMBER,
  to: '12345',
  text: TEXT,
  decision: 'other',
  decidedBy: 'herald',
  language: null,
  review: null,
} as const;

const ENTRY = {
  source: 'api',
  actor: { keyId: null, name: null, prefix: null },
  address: null,
  requestId: null,
  outcome: 'done',
  status: 200,
  problem: null,
  before: null,
  after: null,
  counts: null,
} as const;

const PROBLEM = { field: 'timeZone', got: '"Mars"', wanted: 'an IANA time zone' };
