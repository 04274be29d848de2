import { describe, expect, it } from 'vitest';
import { campaignTo, importPeople, providerGroup, system } from '../support/system.ts';

const PEOPLE = 20;

describe('a campaign that is edited while it waits for its time', () => {
  const herald = system();

  it('runs at its new time, with its new text', async () => {
    await importPeople(herald, 1, PEOPLE);
    const { groupId } = await providerGroup(herald, [{ kind: 'http', name: 'edited' }]);
    const tomorrow = { kind: 'at', at: new Date(Date.now() + 86_400_000).toISOString() };
    const campaign = { ...campaignTo(1, groupId), when: tomorrow };
    const id = await herald.herald().launch(campaign);
    const path = `/v1/campaigns/${id}`;
    await expect
      .poll(() => herald.herald().call('GET', path))
      .toMatchObject({ status: 'scheduled', progress: { nextRunAt: tomorrow.at } });

    const later = { kind: 'at', at: new Date(Date.now() + 2 * 86_400_000).toISOString() };
    await herald.herald().call('PUT', path, { ...campaign, when: later });
    await expect
      .poll(() => herald.herald().call('GET', path))
      .toMatchObject({ status: 'scheduled', revision: 2, progress: { nextRunAt: later.at } });

    const what = { template: 'Changed, {{ profile.nr }}' };
    await herald.herald().call('PUT', path, { ...campaign, what, when: { kind: 'now' } });
    const report = await herald.herald().ended(id, { timeoutMs: 60_000 });
    expect(report).toMatchObject({ status: 'completed', sent: PEOPLE });
    const texts = (await herald.simulator().ledger()).map(({ body }) => body);
    expect(texts.toSorted()).toEqual(Array.from({ length: PEOPLE }, (_, nr) => `Changed, ${nr}`).toSorted());
    const { actions } = await herald.herald().call<{ actions: { action: string }[] }>('GET', path);
    expect(actions.map(({ action }) => action)).toEqual(['schedule', 'edit', 'edit']);
    await expect(herald.herald().call('PUT', path, campaign)).rejects.toThrow(/409.*it is completed. It has ended/);
  });
});
