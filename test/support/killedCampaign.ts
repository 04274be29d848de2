import { providerDefinition } from '../../dev/simulatedProvider.ts';
import type { Message } from '../../src/client/operations.ts';
import { idOf, type KillPlan, numberOf } from './killPlan.ts';
import type { System } from './system.ts';

/** Slow enough that a kill finds many in flight, and that something is left after the last one. */
const RATE = 60;
const LATENCY_MS = 80;

/** What the simulator's ledger says of a campaign, beside the report. */
export interface Judgement {
  readonly sent: number;
  /** People with more than one message. */
  readonly twice: number;
  readonly uncertain: number;
  /** People without a message for whom Herald has no reason. */
  readonly missed: number;
  /** Skipped although they hadn't opted out, or failed. */
  readonly wronglyLeft: number;
}

/** One campaign of `people` under the faults of its plan. */
export class KilledCampaign {
  readonly plan: KillPlan;
  readonly #system: System;
  readonly #people: number;
  readonly #optedOut = new Set<string>();
  #changes = 0;
  #groupId = '';
  #providers: readonly { readonly name: string; readonly id: string }[] = [];

  constructor(system: System, plan: KillPlan, people: number) {
    this.#system = system;
    this.plan = plan;
    this.#people = people;
  }

  /** Everything that the campaign needs. Returns its definition. */
  async prepare() {
    const { seed, template } = this.plan;
    const all = this.#everybody();
    await this.#importProfiles(all.map((nr) => ({ phone: numberOf(seed, nr), nr, properties: { seed, nr } })));
    await this.#change(all);
    await this.#addProviders();
    return {
      name: `kills ${seed}`,
      type: 'past_behaviour' as const,
      when: { kind: 'now' as const },
      who: {
        kind: 'condition' as const,
        condition: { kind: 'property' as const, property: 'seed', operator: 'equals' as const, value: seed },
      },
      what: { template },
      providerGroupId: this.#groupId,
    };
  }

  /** While no worker lives: people change, and so does the provider. */
  async strike(): Promise<void> {
    const { seed, random, fault, numbersChange, optOuts } = this.plan;
    const some = (share: number): number[] => this.#everybody().filter(() => random() < share);
    await this.#change(some(0.5));
    if (numbersChange) {
      await this.#importProfiles(some(0.1).map((nr) => ({ phone: numberOf(seed, nr, 1), nr })));
    }
    if (optOuts) {
      const leaving = some(0.03);
      await this.#importProfiles(leaving.map((nr) => ({ optedOut: true, nr })));
      for (const nr of leaving) this.#optedOut.add(idOf(seed, nr));
    }
    const [first, second] = this.#providers;
    if (!first || !second) throw new Error('the campaign is not prepared');
    const herald = this.#system.herald();
    if (fault === 'retired') await herald.retireProvider({ providerId: first.id });
    if (fault === 'removed') {
      const members = [{ providerId: second.id }];
      await herald.replaceProviderGroupMembers({ groupId: this.#groupId, body: { members } });
    }
    if (fault === 'dies') await this.#system.simulator().behave(first.name, { mode: random() < 0.5 ? 'die' : 'ok' });
  }

  /** The first provider works again. */
  async recover(): Promise<void> {
    await this.#system.simulator().behave(this.#providers[0]?.name ?? '', { mode: 'ok' });
  }

  async accepted(): Promise<number> {
    const { providers } = await this.#system.simulator().stats();
    return this.#providers.reduce((sum, { name }) => sum + (providers[name]?.accepted ?? 0), 0);
  }

  /** By the simulator's ledger, which isn't Herald's. */
  async judge(campaignId: string): Promise<Judgement> {
    const { seed } = this.plan;
    const names = this.#providers.map(({ name }) => name);
    const lines = (await this.#system.simulator().ledger()).filter(({ provider }) => names.includes(provider));
    const received = new Map<string, number>();
    for (const { body } of lines) {
      const id = idOf(seed, Number(/^#(\d+) /.exec(body)?.[1]));
      received.set(id, (received.get(id) ?? 0) + 1);
    }
    const messages = new Map((await this.#messages(campaignId)).map((message) => [message.profileId, message]));
    const statusOf = (id: string): string => messages.get(id)?.status ?? 'none';
    const ids = this.#everybody().map((nr) => idOf(seed, nr));
    const explained = ['uncertain', 'skipped', 'failed'];
    return {
      sent: lines.length,
      twice: [...received.values()].filter((count) => count > 1).length,
      uncertain: ids.filter((id) => statusOf(id) === 'uncertain').length,
      missed: ids.filter((id) => !received.has(id) && !explained.includes(statusOf(id))).length,
      wronglyLeft: ids.filter(
        (id) => statusOf(id) === 'failed' || (statusOf(id) === 'skipped' && !this.#optedOut.has(id)),
      ).length,
    };
  }

  #everybody(): number[] {
    return Array.from({ length: this.#people }, (_, nr) => nr);
  }

  /** Gives people other values of all that a text may go by. */
  async #change(numbers: readonly number[]): Promise<void> {
    if (numbers.length === 0) return;
    const { seed } = this.plan;
    this.#changes += 1;
    const value = `v${this.#changes}`;
    const language = this.#changes % 2 === 0 ? 'fr' : 'en';
    await this.#importProfiles(numbers.map((nr) => ({ language, nr, properties: { tier: value } })));
    const events = numbers.map((nr) =>
      JSON.stringify({ profileId: idOf(seed, nr), name: 'Visit', properties: { page: value } }),
    );
    await this.#system.herald().importEvents({ content: events.join('\n'), type: 'application/x-ndjson' });
  }

  async #importProfiles(rows: readonly ({ readonly nr: number } & object)[]): Promise<void> {
    if (rows.length === 0) return;
    const lines = rows.map(({ nr, ...row }) => JSON.stringify({ id: idOf(this.plan.seed, nr), ...row }));
    await this.#system.herald().importProfiles({ content: lines.join('\n'), type: 'application/x-ndjson' });
  }

  async #addProviders(): Promise<void> {
    const { seed, fault } = this.plan;
    const herald = this.#system.herald();
    const kinds = fault === 'mute' ? (['http', 'http'] as const) : (['twilio', 'http'] as const);
    const made: { name: string; id: string }[] = [];
    for (const [index, kind] of kinds.entries()) {
      const name = `kills-${seed}-${index}`;
      const address = await this.#system.simulator().addProvider({ kind, name, seed, latencyMs: LATENCY_MS });
      const times = { requestTimeoutMs: 1000, consistencyDelayMs: 500, ratePerSecond: RATE };
      const definition = providerDefinition(address, times);
      if (fault === 'mute' && definition.kind === 'http') definition.settings.lookup = undefined;
      made.push({ name, id: (await herald.createProvider({ providerInput: definition })).id });
    }
    if (fault === 'drops answers') {
      await this.#system.simulator().behave(`kills-${seed}-0`, { mode: 'dropAnswers', share: 0.1 });
    }
    const members = made.map(({ id }) => ({ providerId: id }));
    const group = await herald.createProviderGroup({ providerGroupInput: { name: `kills ${seed}`, members } });
    this.#providers = made;
    this.#groupId = group.id;
  }

  async #messages(campaignId: string): Promise<Message[]> {
    const found: Message[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await this.#system
        .herald()
        .listMessages({ campaignId, occurrence: 1, limit: 100, ...(cursor !== undefined && { cursor }) });
      found.push(...page.items);
      if (page.nextCursor === null) return found;
      cursor = page.nextCursor;
    }
  }
}
