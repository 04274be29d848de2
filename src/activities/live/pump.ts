import type { LiveCampaign } from '../../domain/campaign/campaign.ts';
import type { Run } from '../../domain/campaign/run.ts';
import { documentNotFound, invalidDefinition } from '../../domain/failures.ts';
import type { LiveState } from '../../store/liveStates.ts';
import type { Store } from '../../store/store.ts';

/** Another execution of the activity has taken over, and this one must write nothing more. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError';
}

/** The state of a live campaign's cut, as one execution of the activity has it. Every write fails once another execution has taken over. */
export class Pump {
  readonly #store: Store;
  #state: LiveState;
  /** Runs that this execution has found in the store, by id. */
  readonly opened = new Map<string, Run>();

  private constructor(store: Store, state: LiveState) {
    this.#store = store;
    this.#state = state;
  }

  static async begin(store: Store, campaignId: string): Promise<Pump> {
    return new Pump(store, await store.liveStates.take(campaignId));
  }

  get state(): LiveState {
    return this.#state;
  }

  get campaignId(): string {
    return this.#state._id;
  }

  /** @throws OvertakenError */
  async write(change: Partial<Omit<LiveState, '_id' | 'epoch'>>): Promise<void> {
    const state = { ...this.#state, ...change };
    if (!(await this.#store.liveStates.write(state))) throw new OvertakenError();
    this.#state = state;
  }
}

/** The campaign as it is now: an edit applies to everything that isn't cut yet. */
export async function liveCampaign(store: Pick<Store, 'campaigns'>, campaignId: string): Promise<LiveCampaign> {
  const campaign = await store.campaigns.get(campaignId);
  if (!campaign) throw documentNotFound('campaign', campaignId);
  if (campaign.type !== 'live') throw invalidDefinition(`a campaign of type ${campaign.type} has no triggers`);
  return campaign;
}
