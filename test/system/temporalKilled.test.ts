import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { launch, running } from '../../dev/campaigns.ts';
import type { LiveCampaign } from '../../src/client/operations.ts';
import { importPeople, providerGroup, system } from '../support/system.ts';
import { untilAcknowledged } from '../support/untilAcknowledged.ts';

const EVENTS = 1600;
const PER_REQUEST = 10;
const SINGLES = 120;
const DOWN_MS = 1500;

describe('Temporal, killed under load', () => {
  const folder = mkdtempSync(join(tmpdir(), 'herald-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  // With data in files, so that Temporal and the store come back with it.
  const herald = system({ workers: 2, dataFolder: join(folder, 'data'), use: {} });

  it('alone and with everything else but the store, loses and repeats nothing that was acknowledged', async () => {
    await importPeople(herald, 5, EVENTS);
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

    const load = Promise.all([events(), singles(groupId)]);
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
    await load;

    const wanted = [
      ...Array.from({ length: EVENTS }, (_, nr) => [`ordered ${nr}`, `later ${nr}`]).flat(),
      ...Array.from({ length: SINGLES }, (_, nr) => `single ${nr}`),
    ].toSorted();
    const sent = async (): Promise<string[]> => (await herald.simulator().ledger()).map(({ body }) => body);
    await expect.poll(async () => new Set(await sent()).size, { timeout: 120_000, interval: 500 }).toBe(wanted.length);
    await sleep(3000);
    expect((await sent()).toSorted()).toEqual(wanted);
  });

  async function events(): Promise<void> {
    for (let first = 0; first < EVENTS; first += PER_REQUEST) {
      await sleep(100);
      const items = Array.from({ length: PER_REQUEST }, (_, index) => ({
        id: `order-${first + index}`,
        profileId: `s5-${String(first + index).padStart(5, '0')}`,
        name: 'order',
      }));
      await untilAcknowledged(() => herald.herald().recordEvents({ bulk: { items } }));
    }
  }

  async function singles(providerGroupId: string): Promise<void> {
    await Promise.all(
      Array.from({ length: SINGLES }, async (_, nr) => {
        await sleep(nr * 130);
        const to = `+33687${String(nr).padStart(6, '0')}`;
        await untilAcknowledged(() =>
          herald.herald().sendMessage({
            singleMessageInput: { to, text: `single ${nr}`, providerGroupId },
            idempotencyKey: `single-${nr}`,
          }),
        );
      }),
    );
  }
});
