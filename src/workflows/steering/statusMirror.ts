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

/** What Temporal's list shows of a campaign, beside its id and type. */
export interface Attributes {
  readonly name: string | null;
  readonly status: CampaignStatus;
  /** ISO 8601; null: none is to come. */
  readonly nextRunAt: string | null;
  readonly waitReason: string | null;
}

export interface Mirrored {
  readonly attributes: Attributes;
  /** Markdown for the Web UI. */
  readonly details: string;
  /** Lines of text that outlive a continue-as-new, as the details do not while no worker answers. */
  readonly memo: Readonly<Record<string, string | null>>;
}

/**
 * Tells the outside what a campaign does: Temporal by search attributes, memo and current details, the store by the campaign's
 * status and by who did what to it. Writes to the store are made one after the other, so that the last state is the one that stays.
 */
export class StatusMirror {
  readonly #campaignId: string;
  readonly #state: SteeringState;
  readonly #show: () => Mirrored;
  /** Not yet written. */
  #actions: SteeringAction[] = [];
  #writing: Promise<void> = Promise.resolve();
  #updates = 0;

  constructor(campaignId: string, state: SteeringState, show: () => Mirrored) {
    this.#campaignId = campaignId;
    this.#state = state;
    this.#show = show;
  }

  /** Whether nothing is being written: an execution must not leave that to the next one, whose own writes it would race. */
  get isIdle(): boolean {
    return this.#updates === 0;
  }

  /** Is written with the next update. */
  note(action: SteeringAction): void {
    this.#actions.push(action);
    this.mention(action);
  }

  /** The store has it already. */
  mention(action: SteeringAction): void {
    this.#state.lastAction = action;
  }

  /** Tells Temporal only. What hasn't changed is not told again, since each upsert is an action that Temporal counts. */
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

  /** Resolves when the store has the state of now, or a later one. */
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
    // A copy: what is noted while this is written goes with the next one.
    const actions = [...this.#actions];
    if (status === this.#state.written && actions.length === 0) return;
    const campaignId = this.#campaignId;
    await bookkeeping(`status ${status}`).setCampaignStatus({ campaignId, status, actions });
    this.#state.written = status;
    this.#actions = this.#actions.slice(actions.length);
  }
}
