import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { launch, running } from '../../dev/campaigns.ts';
import type { LiveCampaign } from '../../src/client/operations.ts';
import { importPeople, providerGroup, system } from '../support/system.ts';
import { untilAcknowledged } from '../support/untilAcknowledged.ts';

const PEOPLE = 6000;
const PER_REQUEST = 10;
const DOWN_MS = 1500;

describe('Temporal, killed under load', () => {
  const folder = mkdtempSync(join(tmpdir(), 'herald-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  // With data in files, so that Temporal and the store come back with it.
  const herald = system({ workers: 2, dataFolder: join(folder, 'data'), use: {} });

  it('alone and with everything else but the store, loses and repeats nothing that was acknowledged', async () => {
    await importPeople(herald, 5, PEOPLE);
    const { groupId } = await providerGroup(herald, [{ kind: 'twilio', name: 'patient', latencyMs: 50 }]);
    const campaign = (changes: Pick<LiveCampaign, 'name' | 'when' | 'what'>): Promise<string> =>
      launch(herald.herald(), { type: 'live', providerGroupId: groupId, ...changes });
    const ids = [
      await campaign({
        name: 'at once',
        when: { kind: 'event', event: 'order' },
        what: { template: 'ordered {{ profile.nr }}' },
      }),
      await campaign({
        name: 'later',
        when: { kind: 'event', event: 'order', delaySeconds: 4 },
        what: { template: 'later {{ profile.nr }}' },
      }),
    ];
    for (const id of ids) await running(herald.herald(), id);

    let isOver = false;
    const load = Promise.all([events(() => isOver), singles(groupId, () => isOver)]);
    const { temporal, workers, api } = herald.stack();
    const down = async (services: readonly (typeof temporal | null)[]): Promise<void> => {
      await sleep(2000);
      await Promise.all(services.map((service) => service?.kill('SIGKILL')));
      await sleep(DOWN_MS);
      // One after the other: a process ends if it doesn't find Temporal when it starts.
      for (const service of services) await service?.start();
    };
    await down([temporal]);
    await down([temporal, api]);
    await down([temporal, ...workers]);
    await down([temporal, api, ...workers]);
    isOver = true;
    const [ordered, single] = await load;

    const wanted = [
      ...Array.from({ length: ordered }, (_, nr) => [`ordered ${nr}`, `later ${nr}`]).flat(),
      ...Array.from({ length: single }, (_, nr) => `single ${nr}`),
    ].toSorted();
    const sent = async (): Promise<string[]> => (await herald.simulator().ledger()).map(({ body }) => body);
    await expect.poll(async () => new Set(await sent()).size, { timeout: 120_000, interval: 500 }).toBe(wanted.length);
    await sleep(3000);
    expect((await sent()).toSorted()).toEqual(wanted);
  });

  /** Returns how many events were acknowledged. */
  async function events(isOver: () => boolean): Promise<number> {
    let count = 0;
    for (; !isOver() && count < PEOPLE; count += PER_REQUEST) {
      await sleep(100);
      const items = Array.from({ length: PER_REQUEST }, (_, index) => ({
        id: `order-${count + index}`,
        profileId: `s5-${String(count + index).padStart(5, '0')}`,
        name: 'order',
      }));
      await untilAcknowledged(() => herald.herald().recordEvents({ bulk: { items } }));
    }
    return count;
  }

  /** Returns how many single messages were acknowledged. */
  async function singles(providerGroupId: string, isOver: () => boolean): Promise<number> {
    const sending: Promise<unknown>[] = [];
    while (!isOver()) {
      const nr = sending.length;
      const singleMessageInput = { to: `+33687${String(nr).padStart(6, '0')}`, text: `single ${nr}`, providerGroupId };
      const message = { singleMessageInput, idempotencyKey: `single-${nr}` };
      sending.push(untilAcknowledged(() => herald.herald().sendMessage(message)));
      await sleep(130);
    }
    return (await Promise.all(sending)).length;
  }
});
