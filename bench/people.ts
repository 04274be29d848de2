import { compileTemplate } from '../src/content/template.ts';
import { templateContext } from '../src/content/templateContext.ts';

/** Three variables, one SMS segment. */
export const TEMPLATE =
  'Hi {{ profile.name }}, your {{ profile.points }} points are waiting at our {{ profile.city }} shop until Sunday.';
export const CAMPAIGN_NAME = 'bench';

export interface Person {
  readonly id: string;
  /** E.164. */
  readonly phone: string;
  readonly properties: { readonly name: string; readonly points: number; readonly city: string };
}

const NAMES = ['Ada', 'Bela', 'Chidi', 'Dana', 'Emre', 'Freya', 'Goran', 'Hana', 'Imani', 'Jonas', 'Keiko'];
const CITIES = ['Lyon', 'Nantes', 'Lille', 'Rennes', 'Reims', 'Dijon', 'Brest'];

/** The synthetic person of this number, always the same one. No two have the same phone. */
export function personAt(index: number): Person {
  const digits = String(index).padStart(8, '0');
  return {
    id: `b${digits}`,
    phone: `+336${digits}`,
    properties: {
      name: NAMES[index % NAMES.length] ?? '',
      points: (index * 37) % 10_000,
      city: CITIES[index % CITIES.length] ?? '',
    },
  };
}

/** Renders a person's text as Herald does. */
export function textRenderer(): (person: Person) => string {
  const template = compileTemplate(TEMPLATE);
  return ({ id, phone, properties }) => {
    const profile = { _id: id, phone, language: null, timeZone: null, properties };
    const rendering = template.render(templateContext({ profile, campaignName: CAMPAIGN_NAME }));
    if (!rendering.ok) throw new Error(`the template does not render: ${rendering.reason}`);
    return rendering.text;
  };
}

const ROWS_AT_A_TIME = 1000;

/** The first `count` people as NDJSON, made as it is read. */
export function peopleAsNdjson(count: number): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  function* chunks() {
    for (let start = 0; start < count; start += ROWS_AT_A_TIME) {
      const length = Math.min(ROWS_AT_A_TIME, count - start);
      const rows = Array.from({ length }, (_, offset) => `${JSON.stringify(personAt(start + offset))}\n`);
      yield encoder.encode(rows.join(''));
    }
  }
  return ReadableStream.from(chunks());
}
