const NAMES = ['Ana', 'Ben', 'Chloé', 'Dev', 'Eve', 'Femi', 'Gita', 'Hugo', 'Ines', 'Jun'];
const PLANS = ['gold', 'silver', 'bronze', 'silver'];
const ZONES = ['Europe/Paris', 'America/New_York', 'Asia/Kolkata', 'Australia/Sydney'];
const LINES_AT_A_TIME = 500;

/** NDJSON for the import: `count` people, the same ones each time. One in 50 has opted out, one in 100 has no usable number. */
export async function* syntheticPeople(count: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < count; start += LINES_AT_A_TIME) {
    const size = Math.min(LINES_AT_A_TIME, count - start);
    const lines = Array.from({ length: size }, (_, index) => JSON.stringify(person(start + index)));
    yield Buffer.from(`${lines.join('\n')}\n`);
  }
}

/** Numbers are of the right length for France and in no range that is in use (+33 0...). */
function person(index: number) {
  const digits = String(index).padStart(8, '0');
  return {
    id: `u-${digits}`,
    phone: index % 100 === 99 ? 'n/a' : `+330${digits}`,
    timeZone: pick(ZONES, index),
    optedOut: index % 50 === 49,
    properties: { name: pick(NAMES, index), plan: pick(PLANS, index), points: (index * 37) % 5000 },
  };
}

const pick = (from: readonly string[], index: number): string => from[index % from.length] ?? '';
