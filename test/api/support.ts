import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { erasePerson } from '../../src/activities/erasePerson.ts';
import { importFile } from '../../src/activities/importFile.ts';
import { type App, createApp } from '../../src/api/app.ts';
import { type Listening, listen } from '../../src/api/listen.ts';
import type { Campaign } from '../../src/domain/campaign/campaign.ts';
import type { CampaignPhase, CampaignProgress } from '../../src/domain/campaign/progress.ts';
import { type CampaignStatus, STATUSES_UNDER_WAY } from '../../src/domain/campaign/status.ts';
import type { JourneyCalls, PersonSignal } from '../../src/domain/journeys/calls.ts';
import { egressTo } from '../../src/egress/egress.ts';
import { createLogger } from '../../src/logger.ts';
import { createProvider } from '../../src/providers/createProvider.ts';
import { ingestion } from '../../src/store/ingestion/ingestion.ts';
import { secretBox } from '../../src/store/secrets.ts';
import { type Store, storeOf } from '../../src/store/store.ts';
import {
  ActionRefusedError,
  type CampaignClient,
  NotRunningError,
  type Steered,
  WorkflowTerminatedError,
} from '../../src/temporal/campaigns.ts';
import type { ErasureClient } from '../../src/temporal/erasureClient.ts';
import type { ImportClient } from '../../src/temporal/importClient.ts';
import type { LiveClient } from '../../src/temporal/liveClient.ts';
import type { SingleMessageClient } from '../../src/temporal/singleMessageClient.ts';
import { JOURNEYS } from '../../src/workflows/journeys/registry.ts';
import { freshDatabase } from '../support/database.ts';
import { answerChecker } from './answerChecker.ts';

export const BOOTSTRAP_KEY = 'bootstrap-key-for-tests';
export const SECRET_KEY = randomBytes(32).toString('base64');

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers whose shape the checker has verified
  readonly json: any;
}

export interface CallOptions {
  readonly json?: unknown;
  readonly body?: RequestInit['body'];
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: the bootstrap key. */
  readonly key?: string | null;
}

export interface Api {
  readonly url: string;
  readonly app: App;
  readonly store: Store;
  readonly campaigns: FakeCampaigns;
  readonly imports: FakeImports;
  readonly erasures: FakeErasures;
  readonly singles: FakeSingles;
  readonly live: FakeLive;
  readonly journeys: FakeJourneys;
  /** All log lines so far. */
  readonly logLines: string[];
  /** One request over HTTP, whose response is checked against the OpenAPI document. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** The JSON of a POST that must succeed. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  made(path: string, json: unknown): Promise<any>;
}

/** The API over HTTP on an empty store of its own. Call it at the top of a file or a `describe`. */
export function testApi(overrides: (store: Store) => Partial<Parameters<typeof createApp>[0]> = () => ({})): Api {
  const { db } = freshDatabase();
  const store = storeOf(db, SECRET_KEY);
  const logLines: string[] = [];
  const campaigns = fakeCampaigns(store);
  const erasures = fakeErasures(store);
  const singles = fakeSingles();
  const live = fakeLive();
  const imports = fakeImports(store, live);
  const journeys = fakeJourneys();
  const egress = egressTo({ allow: ['127.0.0.0/8'] });
  const app = createApp({
    store,
    campaigns,
    imports,
    erasures,
    singleMessages: singles,
    live,
    journeys: { all: JOURNEYS, calls: journeys },
    createProvider: (input) => createProvider(input, egress),
    egress,
    box: secretBox(SECRET_KEY),
    secretKey: SECRET_KEY,
    bootstrapApiKey: BOOTSTRAP_KEY,
    publicUrl: 'https://herald.example',
    mailIsConfigured: false,
    logger: createLogger({ level: 'info', name: 'api' }, { write: (line) => void logLines.push(line) }),
    now: () => new Date(),
    ...overrides(store),
  });
  const check = answerChecker(app.openApi);
  let server: Listening;
  beforeAll(async () => {
    await store.ensureIndexes();
    server = await listen(app.express, { host: '127.0.0.1', port: 0 });
  });
  afterAll(async () => {
    await server.close(1000);
    await app.close();
  });

  const call: Api['call'] = async (method, path, { json, body, headers, key = BOOTSTRAP_KEY } = {}) => {
    const response = await fetch(`${server.url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(key !== null && { authorization: `Bearer ${key}` }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
      ...(body !== undefined && { body, duplex: 'half' }),
    } as RequestInit);
    const text = await response.text();
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
    const answer = {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson ? JSON.parse(text) : undefined,
    };
    check(method, path, answer);
    return answer;
  };
  return {
    get url() {
      return server.url;
    },
    app,
    store,
    campaigns,
    imports,
    erasures,
    singles,
    live,
    journeys,
    logLines,
    call,
    async made(path, json) {
      const answer = await call('POST', path, { json });
      if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`);
      return answer.json;
    },
  };
}

export interface FakeImports extends ImportClient {
  /** The error with which a start rejects, if it is set. */
  failure: Error | null;
  /** Does what workers would do: carries out the imports that were started. */
  work(): Promise<void>;
}

function fakeImports(store: Store, live: FakeLive): FakeImports {
  const started = new Set<string>();
  const fake: FakeImports = {
    failure: null,
    async start({ importId }) {
      if (fake.failure) throw fake.failure;
      started.add(importId);
    },
    async work() {
      const signal = new AbortController().signal;
      for (const id of started)
        await importFile(id, {
          store,
          ingestion: ingestion({ store, onTriggers: live.tell }),
          signal,
          tell: () => undefined,
        });
      started.clear();
    },
  };
  return fake;
}

export interface FakeSingles extends SingleMessageClient {
  /** The error with which a start rejects, if it is set. */
  failure: Error | null;
  /** Called when a message is started. */
  onStart: (id: string) => Promise<void>;
  /** In order. */
  readonly started: string[];
}

function fakeSingles(): FakeSingles {
  const fake: FakeSingles = {
    failure: null,
    onStart: async () => undefined,
    started: [],
    async start(id) {
      if (fake.failure) throw fake.failure;
      fake.started.push(id);
      await fake.onStart(id);
    },
  };
  return fake;
}

export interface FakeLive extends LiveClient {
  /** What campaigns were told, in order. */
  readonly told: { readonly campaignId: string; readonly dueAt: Date }[];
}

function fakeLive(): FakeLive {
  const told: FakeLive['told'] = [];
  return { told, tell: (campaignId, dueAt) => void told.push({ campaignId, dueAt }), close: async () => undefined };
}

/** Notes what workflows of journeys are started for and told. */
export interface FakeJourneys extends JourneyCalls {
  failure: Error | null;
  readonly calls: (
    | { readonly start: string }
    | ({ readonly person: string } & PersonSignal)
    | { readonly task: string }
  )[];
}

function fakeJourneys(): FakeJourneys {
  const note = async (call: FakeJourneys['calls'][number]): Promise<void> => {
    if (fake.failure) throw fake.failure;
    fake.calls.push(call);
  };
  const fake: FakeJourneys = {
    failure: null,
    calls: [],
    start: ({ _id }) => note({ start: _id }),
    signal: ({ _id }, signal) => note({ person: _id, ...signal }).then(() => true),
    startTask: (task) => note({ task }),
  };
  return fake;
}

export interface FakeErasures extends ErasureClient {
  /** Does what workers would do: carries out the erasures that were started. */
  work(): Promise<void>;
}

function fakeErasures(store: Store): FakeErasures {
  const started = new Set<string>();
  return {
    async start({ erasureId }) {
      started.add(erasureId);
    },
    async work() {
      const signal = new AbortController().signal;
      for (const id of started) await erasePerson(id, { store, signal, tell: () => undefined });
      started.clear();
    },
  };
}

export interface FakeCampaigns extends CampaignClient {
  /** In order; a test may empty it. */
  readonly calls: {
    readonly method: string;
    readonly campaignId: string;
    readonly by: string;
    readonly actionId?: string;
    readonly limit?: number;
    readonly occurrence?: number | undefined;
  }[];
  /** The error with which every call rejects, if it is set. */
  failure: Error | null;
  /** The progress that the workflows report. */
  phase: CampaignPhase;
  /** Whether pausing and stopping take longer than the API waits. */
  isSlow: boolean;
  /** The campaign's workflow has ended, but the store doesn't show it yet. */
  forget(campaignId: string): void;
  /** Somebody has terminated the campaign's workflow in Temporal. */
  terminate(campaignId: string): void;
}

/** Replaces Temporal: workflows that only mirror their status, with the rules of the real ones. */
function fakeCampaigns(store: Store): FakeCampaigns {
  const started = new Set<string>();
  const terminated = new Set<string>();
  const set = (id: string, status: CampaignStatus) => store.campaigns.setStatus({ id, status, now: new Date() });
  const statusOf = async (id: string) => (await store.campaigns.get(id))?.status;
  const fake: FakeCampaigns = {
    calls: [],
    failure: null,
    phase: 'scheduled',
    isSlow: false,
    forget: (campaignId) => void started.delete(campaignId),
    terminate(campaignId) {
      started.delete(campaignId);
      terminated.add(campaignId);
    },
    async start(request) {
      note('start', request);
      if (terminated.has(request.campaignId)) throw new WorkflowTerminatedError('terminated');
      started.add(request.campaignId);
    },
    async pause(action) {
      note('pause', action);
      return await steer(action.campaignId, ['scheduled', 'running', 'awaiting_approval'], 'paused');
    },
    async resume(action) {
      note('resume', action);
      return await steer(action.campaignId, ['paused'], 'running');
    },
    async stop(action) {
      note('stop', action);
      return await steer(action.campaignId, STATUSES_UNDER_WAY, 'stopped');
    },
    async approve(action) {
      note('approve', action);
      return await steer(action.campaignId, ['awaiting_approval'], 'running');
    },
    async raiseLimit(action) {
      note('raiseLimit', action);
      const now = limitOf(await store.campaigns.get(action.campaignId));
      if (action.limit <= now) throw new ActionRefusedError(`the limit is ${now}: a higher one is wanted`);
      await steer(action.campaignId, ['awaiting_approval'], 'running');
      await store.campaigns.raiseSafetyLimit(action.campaignId, action.limit, new Date());
      return 'done';
    },
    async retry(action) {
      note('retry', action);
      return await steer(action.campaignId, ['blocked'], 'running');
    },
    async edit(action) {
      note('edit', action);
      return await steer(action.campaignId, STATUSES_UNDER_WAY, null);
    },
    async progress(campaignId): Promise<CampaignProgress | 'terminated' | null> {
      if (terminated.has(campaignId)) return 'terminated';
      if (!started.has(campaignId)) return null;
      const { phase } = fake;
      return { campaignId, phase, paused: null, nextRunAt: null, nextRunBlocked: null, run: null, earlierRuns: [] };
    },
    async terminated(campaignIds) {
      if (fake.failure) throw fake.failure;
      return new Set(campaignIds.filter((id) => terminated.has(id)));
    },
    async ping() {
      if (fake.failure) throw fake.failure;
    },
  };
  return fake;

  function note(method: string, request: Omit<FakeCampaigns['calls'][number], 'method'>): void {
    if (fake.failure) throw fake.failure;
    fake.calls.push({ ...request, method });
  }

  /** `to` null: the status does not change. */
  async function steer(campaignId: string, from: readonly string[], to: CampaignStatus | null): Promise<Steered> {
    if (!started.has(campaignId)) throw new NotRunningError('no workflow');
    if (!from.includes((await statusOf(campaignId)) ?? '')) throw new ActionRefusedError('not in this state');
    if (to !== null) await set(campaignId, to);
    return fake.isSlow ? 'accepted' : 'done';
  }
}

const limitOf = (campaign: Campaign | null): number => {
  const check = campaign?.safetyCheck;
  return check === undefined ? 0 : 'maxAudience' in check ? check.maxAudience : check.maxPerHour;
};
