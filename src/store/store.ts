import { type Db, type IndexDescription, MongoClient } from 'mongodb';
import { accountIndexes, accountStore } from './account.ts';
import { alertIndexes, alertStore } from './alerts.ts';
import { apiKeyIndexes, apiKeyStore } from './apiKeys.ts';
import { audiencePageIndexes, audiencePageStore } from './audiencePages.ts';
import { auditIndexes, auditStore } from './audit.ts';
import { batchIndexes, batchStore } from './batches.ts';
import { campaignIndexes, campaignStore } from './campaigns.ts';
import { ensureIndexes } from './collections.ts';
import { dispatchIndexes, dispatchStore } from './dispatches.ts';
import { erasureIndexes, erasureStore } from './erasures.ts';
import { eventIndexes, eventStore } from './events.ts';
import { hourlyCountIndexes, hourlyCountStore } from './hourlyCounts.ts';
import { idempotencyIndexes, idempotencyStore } from './idempotency.ts';
import { importFileIndexes, importFileStore } from './imports/importFiles.ts';
import { importJobIndexes, importJobStore, refusedRowIndexes } from './imports/importJobs.ts';
import { inboundTextIndexes, inboundTextStore } from './inboundTexts.ts';
import { ingestionSettings } from './ingestion/ingestionSettings.ts';
import { intentIndexes, intentStore } from './intents.ts';
import { journeyEntryIndexes, journeyEntryStore } from './journeys/journeyEntries.ts';
import { journeyPeopleIndexes, journeyPeopleStore } from './journeys/journeyPeople.ts';
import { journeySignalStore } from './journeys/journeySignals.ts';
import { journeyStateStore } from './journeys/journeyStates.ts';
import { journeyTaskStore } from './journeys/journeyTasks.ts';
import { journeyWaitIndexes, journeyWaitStore } from './journeys/journeyWaits.ts';
import { liveStateIndexes, liveStateStore } from './liveStates.ts';
import { messageIndexes, messageStore } from './messages.ts';
import { numberClaimIndexes, numberClaimStore } from './numberClaims.ts';
import { profileCapIndexes, profileCapStore } from './profileCaps.ts';
import { profileIndexes, profileStore } from './profiles.ts';
import { providerGroupIndexes, providerGroupStore } from './providerGroups.ts';
import { providerHealthIndexes, providerHealthStore } from './providerHealth.ts';
import { providerMessageIdIndexes, providerMessageIdStore } from './providerMessageIds.ts';
import { providerIndexes, providerStore } from './providers.ts';
import { pseudonyms } from './pseudonyms.ts';
import { quotaIndexes, quotaStore } from './quotas.ts';
import { rateIndexes, rateStore } from './rates.ts';
import { receiptIndexes, receiptStore } from './receipts.ts';
import { retentionStore } from './retention.ts';
import { runIndexes, runStore } from './runs.ts';
import { savedMessageIndexes, savedMessageRevisionIndexes, savedMessageStore } from './savedMessages.ts';
import { secretBox } from './secrets.ts';
import { segmentIndexes, segmentStore } from './segments.ts';
import { steeringIndexes, steeringStore } from './steering.ts';
import { subscriptionIndexes, subscriptionStore } from './subscriptions.ts';
import { suppressionIndexes, suppressionStore } from './suppressions.ts';
import { cutTriggerIndexes, triggerIndexes, triggerStore } from './triggers.ts';

/** Indexes by collection name. */
const INDEXES: Readonly<Record<string, IndexDescription[]>> = {
  account: accountIndexes,
  alerts: alertIndexes,
  apiKeys: apiKeyIndexes,
  audiencePages: audiencePageIndexes,
  audit: auditIndexes,
  batches: batchIndexes,
  campaigns: campaignIndexes,
  cutTriggers: cutTriggerIndexes,
  dispatches: dispatchIndexes,
  erasures: erasureIndexes,
  events: eventIndexes,
  hourlyCounts: hourlyCountIndexes,
  idempotency: idempotencyIndexes,
  importFiles: importFileIndexes,
  importRefusals: refusedRowIndexes,
  imports: importJobIndexes,
  inboundTexts: inboundTextIndexes,
  intents: intentIndexes,
  liveStates: liveStateIndexes,
  journeyEntries: journeyEntryIndexes,
  journeyPeople: journeyPeopleIndexes,
  journeyWaits: journeyWaitIndexes,
  messages: messageIndexes,
  numberClaims: numberClaimIndexes,
  profileCaps: profileCapIndexes,
  profiles: profileIndexes,
  providerGroups: providerGroupIndexes,
  providerHealth: providerHealthIndexes,
  providerMessageIds: providerMessageIdIndexes,
  providers: providerIndexes,
  quotas: quotaIndexes,
  rates: rateIndexes,
  receipts: receiptIndexes,
  runs: runIndexes,
  savedMessages: savedMessageIndexes,
  savedMessageRevisions: savedMessageRevisionIndexes,
  segments: segmentIndexes,
  steering: steeringIndexes,
  subscriptions: subscriptionIndexes,
  suppressions: suppressionIndexes,
  triggers: triggerIndexes,
};

export type Store = ReturnType<typeof storeOf>;

/** All collections of one database. The providers' secrets are encrypted with `secretKey` (32 bytes, base64). */
export function storeOf(db: Db, secretKey: string) {
  const messages = messageStore(db);
  const quotas = quotaStore(db);
  const numberClaims = numberClaimStore(db);
  const imports = importJobStore(db);
  const importFiles = importFileStore(db);
  const names = pseudonyms(secretKey);
  const erasures = erasureStore(db, names);
  const suppressions = suppressionStore(db, names);
  const account = accountStore(db, () => settings.forget());
  const campaigns = campaignStore(db, () => settings.forget());
  const settings = ingestionSettings({ account, campaigns });
  return {
    db,
    account,
    alerts: alertStore(db),
    apiKeys: apiKeyStore(db),
    audiencePages: audiencePageStore(db),
    audit: auditStore(db),
    batches: batchStore(db),
    campaigns,
    dispatches: dispatchStore(db),
    erasures,
    events: eventStore(db, erasures.among),
    hourlyCounts: hourlyCountStore(db),
    idempotency: idempotencyStore(db),
    importFiles,
    imports,
    inboundTexts: inboundTextStore(db),
    ingestionSettings: settings,
    intents: intentStore(db),
    liveStates: liveStateStore(db),
    journeyEntries: journeyEntryStore(db),
    journeyPeople: journeyPeopleStore(db),
    journeySignals: journeySignalStore(db),
    journeyStates: journeyStateStore(db),
    journeyTasks: journeyTaskStore(db),
    journeyWaits: journeyWaitStore(db),
    messages,
    numberClaims,
    profileCaps: profileCapStore(db),
    profiles: profileStore(db, suppressions, erasures.among),
    providerGroups: providerGroupStore(db),
    providerHealth: providerHealthStore(db),
    providerMessageIds: providerMessageIdStore(db),
    providers: providerStore(db, secretBox(secretKey)),
    quotas,
    rates: rateStore(db),
    retention: retentionStore(db),
    receipts: receiptStore(db, messages, erasures.pseudonymsOf),
    runs: runStore(db),
    savedMessages: savedMessageStore(db),
    segments: segmentStore(db),
    steering: steeringStore(db),
    subscriptions: subscriptionStore(db, names),
    suppressions,
    triggers: triggerStore(db),
    /** Rejects if the store doesn't answer. */
    ping: async (): Promise<void> => {
      await db.command({ ping: 1 });
    },
    /**
     * Removes expired counters and claims, which MongoDB would by itself, but the embedded store doesn't.
     */
    removeExpired: async (now: Date): Promise<void> => {
      await Promise.all(
        [quotas, numberClaims, imports, importFiles].map((collection) => collection.removeExpired(now)),
      );
    },
    /** Creates missing indexes. */
    ensureIndexes: async (): Promise<void> => {
      for (const [name, indexes] of Object.entries(INDEXES)) await ensureIndexes(db, name, indexes);
    },
  };
}

/** A call without an answer fails after this time, and is repeated: it must not block an activity's slot for an hour. */
const HANGING_CALL_MS = 120_000;

export interface OpenedStore {
  readonly store: Store;
  readonly close: () => Promise<void>;
}

/** Connects and creates missing indexes. The caller must `close` the store. Rejects when the server can't be reached. */
export async function openStore(options: { url: string; database: string; secretKey: string }): Promise<OpenedStore> {
  const client = new MongoClient(options.url, {
    serverSelectionTimeoutMS: 10_000,
    socketTimeoutMS: HANGING_CALL_MS,
    ignoreUndefined: true,
  });
  await client.connect();
  const store = storeOf(client.db(options.database), options.secretKey);
  await store.ensureIndexes();
  return { store, close: () => client.close() };
}
