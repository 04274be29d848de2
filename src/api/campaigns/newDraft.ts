import type { Campaign, CampaignInput } from '../../domain/campaign/campaign.ts';
import type { Store } from '../../store/store.ts';
import type { RouteContext } from '../http/route.ts';
import { loadCampaign } from './campaignSteering.ts';

/** Stores a new draft of the caller, and names its address in the response. */
export async function newDraft(
  definition: CampaignInput,
  { store, at }: { readonly store: Store; readonly at: Date },
  { newId, setHeader, caller }: Pick<RouteContext<unknown, unknown, unknown>, 'newId' | 'setHeader' | 'caller'>,
): Promise<Campaign> {
  const id = newId('cmp');
  // Nothing is inserted when an earlier attempt of this same request has done so.
  await store.campaigns.insert({
    _id: id,
    ...definition,
    status: 'draft',
    revision: 1,
    actions: [],
    authorKeyIds: [caller.id],
    ...(caller.sandbox && { sandbox: true }),
    createdAt: at,
    updatedAt: at,
  });
  setHeader('Location', `/v1/campaigns/${id}`);
  return await loadCampaign(store, id);
}
