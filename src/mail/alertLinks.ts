import { campaignWorkflowId, runIdOf } from '../domain/ids.ts';

/** Where people reach this Herald. Each is left out where the configuration doesn't say. */
export interface AlertPlaces {
  /** Base of the API's addresses, without a slash at the end. */
  readonly apiUrl?: string | undefined;
  /** Base of the Temporal Web UI's addresses, and the namespace that campaigns run in. */
  readonly webUi?: { readonly url: string; readonly namespace: string } | undefined;
}

type Input = Readonly<Record<string, string | number>>;

/** A run that a mail is about, by both of the ways in which people act on it: calls of the API, and updates in the Web UI. */
export class AlertWays {
  readonly #of: { readonly campaignId: string; readonly occurrence: number };
  readonly #places: AlertPlaces;

  constructor(of: { readonly campaignId: string; readonly occurrence: number }, places: AlertPlaces) {
    this.#of = of;
    this.#places = places;
  }

  /** An address of the API. */
  api(path: string): string {
    return `${this.#places.apiUrl ?? ''}/v1${path}`;
  }

  /** An address below the campaign's. */
  campaign(path = ''): string {
    return this.api(`/campaigns/${this.#of.campaignId}${path}`);
  }

  /** An address below the run's. */
  run(path: string): string {
    return this.campaign(`/runs/${this.#of.occurrence}${path}`);
  }

  /** A choice, and how it is made: the campaign's action `path`, or the workflow's `update`. */
  choice(words: string, { path, update, input = {} }: { path: string; update: string; input?: Input }): string {
    const call = `POST ${this.campaign(path)}${Object.keys(input).length === 0 ? '' : `  ${json(input)}`}`;
    return `${words}\n    API: ${call}\n    Web UI: ${update}  ${json({ by: 'your name', ...input })}`;
  }

  /** Something to look at or to try, by the API only. */
  call(words: string, request: string): string {
    return `${words}\n    API: ${request}`;
  }

  /** The last part of a mail. */
  get whereToLook(): string[] {
    const { campaignId, occurrence } = this.#of;
    const { webUi } = this.#places;
    const workflow = campaignWorkflowId(campaignId);
    const page = webUi && `${webUi.url}/namespaces/${webUi.namespace}/workflows/${encodeURIComponent(workflow)}`;
    return [
      `API: GET ${this.campaign()}`,
      'Its calls need an API key, in the header Authorization: Bearer KEY.',
      `Temporal Web UI: ${page ?? `workflow ${workflow}`}`,
      'The current details there say why it waits. More Actions, Send an Update takes the name and the input that stand above.',
      `Run ${runIdOf(campaignId, occurrence)}.`,
    ];
  }
}

const json = (input: Input): string =>
  `{${Object.entries(input)
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
    .join(', ')}}`;
