import { setTimeout as sleep } from 'node:timers/promises';
import type { HeraldClient } from '../../src/client/heraldClient.ts';
import type { LiveCampaign } from '../../src/client/operations.ts';
import { launch, running } from '../campaigns.ts';
import type { LedgerLine } from '../simulator/message.ts';
import type { SimulatorClient } from '../simulatorClient.ts';
import { phoneLines } from './print.ts';

const PEOPLE = 12;
/** How long a cart is left before its owner is reminded of it. */
const LEFT_SECONDS = 4;
const BUY_AFTER_MS = 1000;
/** When the last message has to be there, after the carts were filled. */
const LATEST_MS = 30_000;
/** For so long the demo looks for messages that nobody should get. */
const LOOK_MS = 2000;
const PRODUCTS = ['Homogenic', 'OK Computer', 'Blue Train', 'Café Bleu', 'Graceland'];

interface LiveShow {
  readonly herald: HeraldClient;
  readonly simulator: SimulatorClient;
  readonly groupId: string;
  /** A campaign that has ended: the customers are those who got its message. */
  readonly campaignId: string;
  readonly say: (text: string) => void;
}

interface Customer {
  readonly profileId: string;
  readonly number: string;
}

interface Cart extends Customer {
  readonly cart: string;
  readonly product: string;
  readonly isBought: boolean;
}

/** The same customers live: a cart that is left and a purchase trigger messages. */
export async function liveShow({ herald, simulator, groupId, campaignId, say }: LiveShow): Promise<void> {
  const carts = cartsOf(await customersOf(herald, campaignId));
  const bought = carts.filter(({ isBought }) => isBought);
  for (const campaign of campaigns(groupId)) await running(herald, await launch(herald, campaign));
  say(`    "Thanks" answers each purchase; "Cart" reminds of a cart that was not bought within ${LEFT_SECONDS} s.`);
  const { length: before } = await simulator.ledger();
  const sent = async (): Promise<LedgerLine[]> => (await simulator.ledger()).slice(before);

  const filledAt = Date.now();
  await record(herald, 'Cart filled', carts);
  say(`    ${carts.length} carts are filled, two of them by one customer.`);
  await sleep(BUY_AFTER_MS);
  const boughtAt = Date.now();
  await record(herald, 'Purchase', bought);
  say(`    ${bought.length} carts are bought ${BUY_AFTER_MS / 1000} s later. The shop reports each event twice.`);

  while ((await sent()).length < carts.length && Date.now() < filledAt + LATEST_MS) await sleep(100);
  const dueAt = filledAt + LEFT_SECONDS * 1000;
  await sleep(Math.max(0, dueAt - Date.now()) + LOOK_MS);
  const ledger = await sent();
  const delays = ledger.map(({ body, at }) => Date.parse(at) - (isThanks(body) ? boughtAt : dueAt));
  say(`    The slowest message took ${(Math.max(...delays) / 1000).toFixed(1)} s from the moment it was due.`);
  say(`\n  ${comparison(carts, ledger)}`);
  for (const isWanted of [isThanks, (body: string) => !isThanks(body)]) {
    const sample = ledger.find(({ body }) => isWanted(body));
    if (sample) for (const line of ['', ...phoneLines({ ...sample, from: sample.provider })]) say(line);
  }
}

const THANKS = 'Thank you for buying';
const isThanks = (body: string): boolean => body.startsWith(THANKS);

const campaigns = (providerGroupId: string): LiveCampaign[] => [
  {
    name: 'Thanks',
    type: 'live',
    when: { kind: 'event', event: 'Purchase' },
    what: { template: `${THANKS} {{ event.product }}, {{ profile.name }}! It is on its way.` },
    providerGroupId,
  },
  {
    name: 'Cart',
    type: 'live',
    when: {
      kind: 'inaction',
      event: 'Cart filled',
      unless: { event: 'Purchase' },
      withinSeconds: LEFT_SECONDS,
      tiedBy: 'cart',
    },
    what: { template: 'Your cart still has {{ event.product }}, {{ profile.name }}. Reply STOP to opt out' },
    providerGroupId,
  },
];

async function customersOf(herald: HeraldClient, campaignId: string): Promise<Customer[]> {
  const { items } = await herald.listMessages({ campaignId, occurrence: 1, limit: 100 });
  return items
    .flatMap(({ profileId, to, status }) =>
      to !== null && (status === 'accepted' || status === 'delivered') ? [{ profileId, number: to }] : [],
    )
    .slice(0, PEOPLE);
}

/** One for each customer, of which every second is bought; the first customer has another one, which is not. */
function cartsOf(customers: readonly Customer[]): Cart[] {
  const owners = [...customers, ...customers.slice(0, 1)];
  return owners.map((owner, index) => ({
    ...owner,
    cart: `cart-${index}`,
    product: PRODUCTS[index % PRODUCTS.length] ?? '',
    isBought: index < customers.length && index % 2 === 0,
  }));
}

/** Reports an event about each cart, and then once more. */
async function record(herald: HeraldClient, name: string, carts: readonly Cart[]): Promise<void> {
  const items = carts.map(({ profileId, cart, product }) => ({
    id: cart,
    profileId,
    name,
    properties: { cart, product },
  }));
  for (let time = 0; time < 2; time += 1) await herald.recordEvents({ bulk: { items } });
}

/** The simulator's ledger must have a message about each cart, once, to its owner. */
function comparison(carts: readonly Cart[], ledger: readonly LedgerLine[]): string {
  const beginning = (body: string): string => body.split(',', 1)[0] ?? '';
  const wanted = carts.map(
    ({ number, product, isBought }) => `${number} ${isBought ? THANKS : 'Your cart still has'} ${product}`,
  );
  const found = ledger.map(({ to, body }) => `${to} ${beginning(body)}`);
  const thanks = ledger.filter(({ body }) => isThanks(body)).length;
  const counts = `${thanks} thanked, ${ledger.length - thanks} reminded`;
  if (JSON.stringify(wanted.toSorted()) === JSON.stringify(found.toSorted())) {
    return `The providers' own ledgers agree: ${counts}, exactly those who should be, once for each cart.`;
  }
  throw new Error(
    `The providers' own ledgers DISAGREE with what the customers did: ${counts}, of ${carts.length} carts.`,
  );
}
