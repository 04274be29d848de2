import { campaignWorkflowId, runIdOf } from '../domain/ids.ts';

/** Addresses at which people reach this Herald. Each is left out when it is not configured. */
export interface AlertBaseUrls {
  /** Base of the API's addresses, without a trailing slash. */
  readonly apiUrl?: string | undefined;
  /** Base of the Temporal Web UI's addresses, and the namespace of the campaigns. */
  readonly webUi?: { readonly url: string; readonly namespace: string } | undefined;
}

type Input = Readonly<Record<string, string | number>>;

/** Links and instructions for the run of an alert, for both the API and the updates in the Web UI. */
export class AlertLinks {
  readonly #alert: { readonly campaignId: string; readonly occurrence: number };
  readonly #baseUrls: AlertBaseUrls;

  constructor(alert: { readonly campaignId: string; readonly occurrence: number }, baseUrls: AlertBaseUrls) {
    this.#alert = alert;
    this.#baseUrls = baseUrls;
  }

  /** An address of the API. */
  api(path: string): string {
    return `${this.#baseUrls.apiUrl ?? ''}/v1${path}`;
  }

  /** An address of the campaign or below it. */
  campaign(path = ''): string {
    return this.api(`/campaigns/${this.#alert.campaignId}${path}`);
  }

  /** An address below the run. */
  run(path: string): string {
    return this.campaign(`/runs/${this.#alert.occurrence}${path}`);
  }

  /** A choice and how to make it: the campaign's action `path`, or the workflow's `update`. */
  choice(text: string, { path, update, input = {} }: { path: string; update: string; input?: Input }): string {
    const call = `POST ${this.campaign(path)}${Object.keys(input).length === 0 ? '' : `  ${json(input)}`}`;
    return `${text}\n    API: ${call}\n    Web UI: ${update}  ${json({ by: 'your name', ...input })}`;
  }

  /** A step that only the API supports. */
  call(text: string, request: string): string {
    return `${text}\n    API: ${request}`;
  }

  /** The last part of a mail. */
  get lines(): string[] {
    const { campaignId, occurrence } = this.#alert;
    const { webUi } = this.#baseUrls;
    const workflow = campaignWorkflowId(campaignId);
    const page = webUi && `${webUi.url}/namespaces/${webUi.namespace}/workflows/${encodeURIComponent(workflow)}`;
    return [
      `API: GET ${this.campaign()}`,
      'API calls need an API key in the header Authorization: Bearer KEY.',
      `Temporal Web UI: ${page ?? `workflow ${workflow}`}`,
      'The current details on that page say why the campaign waits. To make a choice there, open More Actions, Send an Update, and enter the name and the input that are given above.',
      `Run ${runIdOf(campaignId, occurrence)}.`,
    ];
  }
}

const json = (input: Input): string =>
  `{${Object.entries(input)
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
    .join(', ')}}`;
