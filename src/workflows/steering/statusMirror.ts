import { CancellationScope, setCurrentDetails, upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';
import type { SteeringAction } from '../../domain/campaign/campaign.ts';
import type { CampaignStatus } from '../../domain/campaign/status.ts';
import {
  campaignNameAttribute,
  nextRunAttribute,
  statusAttribute,
  waitReasonAttribute,
} from '../../domain/searchAttributes.ts';
import { bookkeeping } from '../activities.ts';
import type { SteeringState } from './steering.ts';

/** The fields of a campaign in Temporal's list, beside its id and type. */
export interface Attributes {
  readonly name: string | null;
  readonly status: CampaignStatus;
  /** ISO 8601; null: no further run is planned. */
  readonly nextRunAt: string | null;
  readonly waitReason: string | null;
}

export interface Mirrored {
  readonly attributes: Attributes;
  /** Markdown for the Web UI. */
  readonly details: string;
  /** Lines of text that outlive a continue-as-new. The details don't, while no worker answers queries. */
  readonly memo: Readonly<Record<string, string | null>>;
}

/**
 * Mirrors the campaign's state outside the workflow: in Temporal as search attributes, memo and current details, in the store as the campaign's
 * status and the actions of operators. Writes to the store are made one after the other, so that the newest state is written last.
 */
export class StatusMirror {
  readonly #campaignId: string;
  readonly #state: SteeringState;
  readonly #show: () => Mirrored;
  /** Not written yet. */
  #actions: SteeringAction[] = [];
  #writing: Promise<void> = Promise.resolve();
  #updates = 0;

  constructor(campaignId: string, state: SteeringState, show: () => Mirrored) {
    this.#campaignId = campaignId;
    this.#state = state;
    this.#show = show;
  }

  /** Whether no write is in progress. A write must not be left to the next execution, because it would race with that one's own writes. */
  get isIdle(): boolean {
    return this.#updates === 0;
  }

  /** Is written with the next update. */
  note(action: SteeringAction): void {
    this.#actions.push(action);
    this.mention(action);
  }

  /** The store has the action already. */
  mention(action: SteeringAction): void {
    this.#state.lastAction = action;
  }

  /** Updates Temporal only. Unchanged fields are left out, since Temporal counts each upsert as an action. */
  describe(): void {
    const { attributes, details, memo } = this.#show();
    setCurrentDetails(details);
    const isListed = JSON.stringify(attributes) === JSON.stringify(this.#state.attributes);
    if (isListed && JSON.stringify(memo) === JSON.stringify(this.#state.memo)) return;
    this.#state.attributes = attributes;
    this.#state.memo = memo;
    if (!isListed) this.#list(attributes);
    upsertMemo(memo);
  }

  #list({ name, status, nextRunAt, waitReason }: Attributes): void {
    upsertSearchAttributes([
      { key: statusAttribute, value: status },
      { key: campaignNameAttribute, value: name },
      { key: nextRunAttribute, value: nextRunAt === null ? null : new Date(nextRunAt) },
      { key: waitReasonAttribute, value: waitReason },
    ]);
  }

  /** Resolves when the store has the current state, or a later one. */
  async update(): Promise<void> {
    this.describe();
    this.#writing = this.#writing.then(() => CancellationScope.nonCancellable(() => this.#write()));
    this.#updates += 1;
    await this.#writing.finally(() => {
      this.#updates -= 1;
    });
  }

  async #write(): Promise<void> {
    const { status } = this.#show().attributes;
    // A copy: actions that are recorded during the write belong to the next one.
    const actions = [...this.#actions];
    if (status === this.#state.written && actions.length === 0) return;
    const campaignId = this.#campaignId;
    await bookkeeping(`status ${status}`).setCampaignStatus({ campaignId, status, actions });
    this.#state.written = status;
    this.#actions = this.#actions.slice(actions.length);
  }
}
