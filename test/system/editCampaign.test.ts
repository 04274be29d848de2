import { describe, expect, it } from 'vitest';
import { ended, launch } from '../../dev/campaigns.ts';
import type { PastBehaviourCampaign } from '../../src/client/operations.ts';
import { campaignTo, importPeople, providerGroup, system } from '../support/system.ts';

const PEOPLE = 20;

describe('a campaign that is edited while it waits for its time', () => {
  const herald = system();

  it('runs at its new time, with its new text', async () => {
    await importPeople(herald, 1, PEOPLE);
    const { groupId } = await providerGroup(herald, [{ kind: 'http', name: 'edited' }]);
    const tomorrow: PastBehaviourCampaign['when'] & { at: string } = {
      kind: 'at',
      at: new Date(Date.now() + 86_400_000).toISOString(),
    };
    const campaign: PastBehaviourCampaign = { ...campaignTo(1, groupId), when: tomorrow };
    const id = await launch(herald.herald(), campaign);
    const edit = (campaignInput: PastBehaviourCampaign) =>
      herald.herald().replaceCampaign({ campaignId: id, campaignInput });
    await expect
      .poll(() => herald.herald().getCampaign({ campaignId: id }))
      .toMatchObject({ status: 'scheduled', progress: { nextRunAt: tomorrow.at } });

    const later: typeof tomorrow = { kind: 'at', at: new Date(Date.now() + 2 * 86_400_000).toISOString() };
    await edit({ ...campaign, when: later });
    await expect
      .poll(() => herald.herald().getCampaign({ campaignId: id }))
      .toMatchObject({ status: 'scheduled', revision: 2, progress: { nextRunAt: later.at } });

    const what = { template: 'Changed, {{ profile.nr }}' };
    await edit({ ...campaign, what, when: { kind: 'now' } });
    const report = await ended(herald.herald(), id, { timeoutMs: 60_000 });
    expect(report).toMatchObject({ status: 'completed', sent: PEOPLE });
    const texts = (await herald.simulator().ledger()).map(({ body }) => body);
    expect(texts.toSorted()).toEqual(Array.from({ length: PEOPLE }, (_, nr) => `Changed, ${nr}`).toSorted());
    const { actions } = await herald.herald().getCampaign({ campaignId: id });
    expect(actions.map(({ action }) => action)).toEqual(['schedule', 'edit', 'edit']);
    await expect(edit(campaign)).rejects.toThrow(/409.*it is completed. It has ended/);
  });
});
