import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ended, launch } from '../../dev/campaigns.ts';
import { campaignTo, importPeople, providerGroup, system } from '../support/system.ts';
import { untilAcknowledged } from '../support/untilAcknowledged.ts';

const PEOPLE = 5000;
const numberOf = (index: number): string => `+33687${String(index).padStart(6, '0')}`;

describe('single messages', () => {
  const herald = system({ workers: 2 });
  const send = (to: string, providerGroupId: string, wait: string | undefined = undefined) =>
    herald.herald().sendMessage({
      singleMessageInput: { to, text: `Your code is ${to.slice(-4)}`, providerGroupId },
      ...(wait && { wait }),
    });
  const texts = async (name: string): Promise<string[]> =>
    (await herald.simulator().ledger())
      .filter((line) => line.provider === name)
      .map((line) => `${line.to} ${line.body}`);

  it('overtake a campaign that uses all of a provider’s rate, and each is sent once', async () => {
    await importPeople(herald, 6, PEOPLE);
    const { groupId } = await providerGroup(herald, [{ kind: 'http', name: 'slow', ratePerSecond: 150 }]);
    const id = await launch(herald.herald(), campaignTo(6, groupId));
    const sent = async () => (await herald.simulator().stats()).accepted;
    await expect.poll(sent, { timeout: 60_000 }).toBeGreaterThan(50);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => send(numberOf(index), groupId, '10s')));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 'accepted'));
    expect((await herald.herald().getCampaign({ campaignId: id })).status).toBe('running');
    await ended(herald.herald(), id, { timeoutMs: 120_000 });
    const mine = (await texts('slow')).filter((line) => line.startsWith('+33687'));
    expect(mine.toSorted()).toEqual(
      answers.map((_, index) => `${numberOf(index)} Your code is ${numberOf(index).slice(-4)}`),
    );
  });

  it('that were acknowledged are sent once, whatever is killed', async () => {
    const { groupId } = await providerGroup(herald, [{ kind: 'twilio', name: 'patient', latencyMs: 200 }]);
    const acknowledged = new Map<string, string>();
    const sending = Promise.all(
      Array.from({ length: 80 }, async (_, index) => {
        await sleep(index * 50);
        const to = numberOf(1000 + index);
        acknowledged.set(to, await acknowledgedId(to, groupId));
      }),
    );
    const { workers, api } = herald.stack();
    for (const service of [workers[0], api, workers[1]]) {
      await sleep(1000);
      await service?.kill('SIGKILL');
      await service?.start();
    }
    await sending;
    expect(acknowledged.size).toBe(80);
    const outcomes = () =>
      Promise.all(
        [...acknowledged.values()].map(async (id) => (await herald.herald().getMessage({ messageId: id })).status),
      );
    await expect
      .poll(async () => new Set(await outcomes()), { timeout: 90_000, interval: 500 })
      .toEqual(new Set(['accepted']));
    const numbers = (await texts('patient')).map((line) => line.split(' ')[0]);
    expect(numbers.toSorted()).toEqual([...acknowledged.keys()].toSorted());
  });

  /** Repeats the request under one Idempotency-Key while the API is away. */
  async function acknowledgedId(to: string, providerGroupId: string): Promise<string> {
    const singleMessageInput = { to, text: `Your code is ${to.slice(-4)}`, providerGroupId };
    const message = { singleMessageInput, idempotencyKey: `test-${to}` };
    return (await untilAcknowledged(() => herald.herald().sendMessage(message))).id;
  }
});
