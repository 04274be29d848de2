/** How many people and events, and whether the events come in the order of their time instead of one person after the other. */
export interface SegmentWorld {
  readonly people: number;
  readonly events: number;
  readonly byTime: boolean;
}

export const EVENT_NAME = 'Purchase';
const ROWS_AT_A_TIME = 1000;
const START = Date.UTC(1997, 0, 1);
const DAY_MS = 86_400_000;
/** Everybody's first purchase is in the first quarter, and their last one within 18 months, as in CDNOW. */
const FIRST_DAYS = 90;
const ALL_DAYS = 545;
const ZONES = ['Europe/Paris', 'Europe/London', 'America/New_York', 'America/Sao_Paulo'];

/** Profiles as CSV: `id,phone,timeZone,city`. No two have the same phone. */
export function profilesAsCsv({ people }: SegmentWorld): ReadableStream<Uint8Array> {
  return streamOf('id,phone,timeZone,city\n', people, (index) => {
    const digits = String(index).padStart(8, '0');
    return `${personId(index)},+336${digits},${ZONES[index % ZONES.length]},City ${index % 50}\n`;
  });
}

/**
 * Purchases as CSV: `id,profileId,name,at,quantity,amount`, in the shape of CDNOW: everybody has one, and few have many. The same ones
 * for the same numbers.
 */
export function eventsAsCsv(world: SegmentWorld): ReadableStream<Uint8Array> {
  const rows = purchases(world);
  if (world.byTime) rows.sort((a, b) => a.at - b.at);
  return streamOf('id,profileId,name,at,quantity,amount\n', rows.length, (index) => {
    const { person, at, quantity, amount } = rows[index] as Purchase;
    const id = `order-${person.toString(36)}-${at.toString(36)}`;
    return `${id},${personId(person)},${EVENT_NAME},${new Date(at).toISOString()},${quantity},${amount}\n`;
  });
}

interface Purchase {
  readonly person: number;
  readonly at: number;
  readonly quantity: number;
  readonly amount: number;
}

function purchases({ people, events }: SegmentWorld): Purchase[] {
  const random = seededRandom(people + events);
  const counts = new Uint32Array(people).fill(1);
  // A person's share of what is left falls off steeply, and which person has which is mixed.
  for (let left = events - people; left > 0; left -= 1) {
    const person = Math.floor(random() ** 3 * people);
    const mixed = (person * 7919) % people;
    counts[mixed] = (counts[mixed] ?? 0) + 1;
  }
  return Array.from(counts).flatMap((count, person) => {
    const first = START + Math.floor(random() * FIRST_DAYS * DAY_MS);
    const span = START + ALL_DAYS * DAY_MS - first;
    const times = Array.from({ length: count }, (_, index) =>
      index === 0 ? first : first + Math.floor(random() * span),
    );
    return times
      .sort((a, b) => a - b)
      .map((at) => {
        const quantity = 1 + Math.floor(random() ** 2 * 6);
        return { person, at, quantity, amount: Math.round(quantity * (600 + random() * 1800)) / 100 };
      });
  });
}

const personId = (index: number): string => `cd-${String(index).padStart(6, '0')}`;

function streamOf(header: string, count: number, rowAt: (index: number) => string): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  function* chunks() {
    yield encoder.encode(header);
    for (let start = 0; start < count; start += ROWS_AT_A_TIME) {
      const length = Math.min(ROWS_AT_A_TIME, count - start);
      yield encoder.encode(Array.from({ length }, (_, offset) => rowAt(start + offset)).join(''));
    }
  }
  return ReadableStream.from(chunks());
}

/** Mulberry32: good enough for test data, and the same on every machine. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
