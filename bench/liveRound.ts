import { setTimeout as sleep } from 'node:timers/promises';
import { launch, running } from '../dev/campaigns.ts';
import type { HeraldClient } from '../src/client/heraldClient.ts';
import { linesOf } from './ledger.ts';
import { type Roles, type RolesUsage, startMeter } from './meter.ts';
import { acceptances, addGroup, type OwnStack } from './ownStack.ts';
import { personAt } from './people.ts';
import { type ActionCounts, actionsBetween, serverActions } from './temporalCost.ts';

export interface LiveOptions {
  readonly rate: number;
  readonly seconds: number;
  readonly perRequest: number;
  readonly users: number;
}

/** Milliseconds from the beginning of the request on, of each event that triggered a message. */
export interface Delays {
  /** Until the API has answered. */
  readonly acknowledged: readonly number[];
  /** Until the provider has accepted the message. */
  readonly accepted: readonly number[];
}

export interface LiveRound {
  readonly triggers: number;
  /** How many requests were sent again because their connection broke. */
  readonly repeated: number;
  /** Of events in bulk requests. */
  readonly bulk: Delays;
  /** Of events in requests of their own. */
  readonly single: Delays;
  readonly usage: RolesUsage;
  /** From the first event until the campaign sleeps again. Null where the server doesn't tell. */
  readonly actions: ActionCounts | null;
}

/** Of every so many events more than those of a bulk request, each comes in a request of its own. */
const SINGLES = 2;
const MOST_REPETITIONS = 3;
/** By when the last message must be sent, after the last request. */
const LATEST_MS = 60_000;
/** For longer than that after the last message, the activity looks for further triggers. */
const UNTIL_ASLEEP_MS = 8000;

/**
 * Sends events at a steady rate, whatever became of the ones before, to a campaign that half of them trigger.
 *
 * @throws when a request fails, or the simulator's ledger is anything but one message for each event that triggers.
 */
export async function liveRound(own: OwnStack, name: string, options: LiveOptions): Promise<LiveRound> {
  const { stack, simulator, herald } = own;
  const campaignId = await launch(herald, {
    name,
    type: 'live',
    when: { kind: 'event', event: `purchase ${name}` },
    what: { template: '{{ event.order }} Hi {{ profile.name }}, thank you for your order.' },
    providerGroupId: await addGroup(own, name),
  });
  await running(herald, campaignId);
  const actionsBefore = await serverActions(stack.logFile('temporal'));
  const { accepted: before } = await simulator.stats();
  const stopMeter = startMeter(rolesOf(own));
  const requests = await sendAll(herald, name, options);
  const events = requests.flatMap(({ orders, ...times }) => orders.map((order) => ({ order, ...times })));
  await acceptances(simulator, before + events.length, LATEST_MS);
  const usage = stopMeter();
  await sleep(UNTIL_ASLEEP_MS);
  const actionsAfter = await serverActions(stack.logFile('temporal'));
  const acceptedAt = await ledgerOf(own, name);
  const delaysOf = (all: typeof events): Delays => ({
    acknowledged: all.map(({ startedAt, answeredAt }) => answeredAt - startedAt),
    accepted: all.map(({ order, startedAt }) => once(acceptedAt, order) - startedAt),
  });
  const result = {
    triggers: events.length,
    repeated: requests.reduce((sum, { repeated }) => sum + repeated, 0),
    bulk: delaysOf(events.filter(({ isBulk }) => isBulk)),
    single: delaysOf(events.filter(({ isBulk }) => !isBulk)),
    usage,
    actions: actionsBefore && actionsAfter && actionsBetween(actionsBefore, actionsAfter),
  };
  if (acceptedAt.size !== events.length) throw new Error(`${acceptedAt.size - events.length} messages are too many`);
  await herald.stopCampaign({ campaignId });
  return result;
}

export const rolesOf = ({ stack }: OwnStack): Roles => ({
  API: [stack.api?.pid ?? null],
  worker: stack.workers.map(({ pid }) => pid),
  store: [stack.store.pid],
  Temporal: [stack.temporal.pid],
});

interface Request {
  /** Of the events that trigger a message. */
  readonly orders: readonly number[];
  readonly isBulk: boolean;
  /** How often the connection broke. */
  readonly repeated: number;
  readonly startedAt: number;
  readonly answeredAt: number;
}

async function sendAll(herald: HeraldClient, name: string, options: LiveOptions): Promise<Request[]> {
  const { rate, seconds, perRequest, users } = options;
  const triggers = (order: number): boolean => order % 2 === 0;
  const eventAt = (order: number) => ({
    id: `order-${order}`,
    profileId: personAt(Math.floor(order / 2) % users).id,
    name: triggers(order) ? `purchase ${name}` : `visit ${name}`,
    properties: { order },
  });
  const record = async (orders: readonly number[]): Promise<void> => {
    const [first = 0] = orders;
    if (orders.length === 1) await herald.recordEvent({ eventInput: eventAt(first) });
    else {
      const { rejected } = await herald.recordEvents({ bulk: { items: orders.map(eventAt) } });
      if (rejected > 0) throw new Error(`${rejected} events were rejected`);
    }
  };
  return await Promise.all(
    requestsOf(rate * seconds, perRequest).map(async (orders): Promise<Request> => {
      await sleep((1000 * (orders[0] ?? 0)) / rate);
      const startedAt = Date.now();
      const repeated = await repeatedOnBreak(() => record(orders));
      return {
        orders: orders.filter(triggers),
        isBulk: orders.length > 1,
        repeated,
        startedAt,
        answeredAt: Date.now(),
      };
    }),
  );
}

/** Repeats a request whose connection breaks, as a caller does: the events have ids. Returns how often. */
async function repeatedOnBreak(request: () => Promise<void>): Promise<number> {
  for (let repeated = 0; ; repeated += 1) {
    try {
      await request();
      return repeated;
    } catch (error) {
      // What `fetch` throws without an answer.
      if (!(error instanceof TypeError) || repeated === MOST_REPETITIONS) throw error;
    }
  }
}

/** The numbers of the events of each request. */
function requestsOf(events: number, perRequest: number): number[][] {
  const requests: number[][] = [];
  for (let next = 0; next < events; ) {
    const length = next % (perRequest + SINGLES) === 0 ? Math.min(perRequest, events - next) : 1;
    requests.push(Array.from({ length }, (_, index) => next + index));
    next += length;
  }
  return requests;
}

/** When the provider accepted a message about each order. */
async function ledgerOf({ simulator }: OwnStack, provider: string): Promise<Map<number, readonly number[]>> {
  const acceptedAt = new Map<number, readonly number[]>();
  for await (const { body, at } of linesOf(simulator.url, provider)) {
    const order = Number(body.split(' ', 1)[0]);
    acceptedAt.set(order, [...(acceptedAt.get(order) ?? []), Date.parse(at)]);
  }
  return acceptedAt;
}

function once(acceptedAt: ReadonlyMap<number, readonly number[]>, order: number): number {
  const times = acceptedAt.get(order) ?? [];
  if (times.length !== 1) throw new Error(`the message about event ${order} was sent ${times.length} times`);
  return times[0] ?? 0;
}
