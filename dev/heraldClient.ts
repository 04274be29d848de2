import { setTimeout as sleep } from 'node:timers/promises';

/** The API's answers as far as demo, bench and system tests look at them. */
export interface CampaignState {
  readonly id: string;
  readonly status: string;
  readonly progress: { readonly phase: string; readonly run: { readonly batchesDone: number } | null } | null;
}

export interface Report {
  readonly status: string;
  readonly audience: {
    readonly qualified: number;
    readonly reachable: number;
    readonly optedOut: number;
    readonly noUsableNumber: number;
  } | null;
  readonly sent: number;
  readonly notYet: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly providers: readonly { readonly providerId: string; readonly accepted: number; readonly segments: number }[];
  readonly failovers: number;
  readonly errorBucket: readonly { readonly reason: string; readonly count: number }[];
  readonly lostAnswers: Readonly<Record<'found' | 'not_found' | 'receipt' | 'policy' | 'uncertain', number>>;
  readonly segments: Readonly<Record<string, { readonly messages: number; readonly segments: number }>>;
  readonly startedAt: string;
  readonly finishedAt: string | null;
}

type Body = NonNullable<RequestInit['body']>;

const ENDED = ['completed', 'stopped', 'failed'];

/** Herald's API as a backend uses it. A call that isn't answered with 2xx rejects with what the API said. */
export class HeraldClient {
  readonly #url: string;
  readonly #key: string;

  constructor(options: { url: string; key: string }) {
    this.#url = options.url;
    this.#key = options.key;
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    return await this.#request<T>(
      method,
      path,
      body === undefined ? undefined : JSON.stringify(body),
      'application/json',
    );
  }

  /** Creates something and returns its id. */
  async create(path: string, body: unknown): Promise<string> {
    return (await this.call<{ id: string }>('POST', path, body)).id;
  }

  async importFile(
    path: string,
    file: { content: Body; type: 'text/csv' | 'application/x-ndjson' },
  ): Promise<{
    readonly accepted: number;
    readonly rejected: number;
  }> {
    return await this.#request('POST', path, file.content, file.type);
  }

  /** Starts a campaign and returns its id. */
  async launch(campaign: unknown): Promise<string> {
    const id = await this.create('/v1/campaigns', campaign);
    await this.call('POST', `/v1/campaigns/${id}/schedule`);
    return id;
  }

  campaign(id: string): Promise<CampaignState> {
    return this.call('GET', `/v1/campaigns/${id}`);
  }

  report(campaignId: string): Promise<Report> {
    return this.call('GET', `/v1/campaigns/${campaignId}/runs/1/report`);
  }

  /** Resolves with the report when the campaign has ended; `onWait` is called between looks, once its run is open. */
  async ended(campaignId: string, options: { timeoutMs: number; onWait?: () => Promise<void> }): Promise<Report> {
    const end = Date.now() + options.timeoutMs;
    for (;;) {
      const { status, progress } = await this.campaign(campaignId);
      if (ENDED.includes(status)) return await this.report(campaignId);
      if (Date.now() > end) throw new Error(`the campaign is still ${status} after ${options.timeoutMs / 1000} s`);
      if (progress?.run) await options.onWait?.();
      await sleep(250);
    }
  }

  async #request<T>(method: string, path: string, body: Body | undefined, type: string): Promise<T> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#key}`, ...(body !== undefined && { 'content-type': type }) },
      ...(body !== undefined && { body, duplex: 'half' }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}
