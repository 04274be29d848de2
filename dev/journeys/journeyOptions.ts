import { parseArgs } from 'node:util';
import { type Duration, milliseconds } from '../../src/domain/journeys/duration.ts';
import type { StoredValue } from '../../src/domain/values.ts';

type Properties = Readonly<Record<string, StoredValue>>;

/** Something that the person does, so long after entering. */
export interface Deed {
  readonly afterMs: number;
  readonly name: string;
  readonly properties: Properties;
}

export interface JourneyOptions {
  readonly help: boolean;
  readonly journey: string | undefined;
  readonly profile: Properties;
  readonly timeZone: string;
  readonly event: Properties;
  /** The texts of saved messages, by name. */
  readonly savedMessages: Readonly<Record<string, string>>;
  readonly deeds: readonly Deed[];
  readonly save: string | undefined;
}

export const JOURNEY_USAGE = `npm run journey -- NAME [options]: takes one person through a journey, against the simulator, with the time skipped.

  --profile name=value   a property of the person (repeatable)
  --zone ZONE            where the person lives (default: Europe/London)
  --event name=value     a property of the event by which the person enters (repeatable)
  --saved "name=TEXT"    the text of a saved message that the journey uses (repeatable)
  --does "DEED"          an event of the person, such as "2 hours: purchase cartId=c-7" (repeatable)
  --save LABEL           saves the history as test/histories/journeys/NAME-LABEL.json, which is replayed by all later code
  --help

A value that is a number, true or false is taken for one, and a date (2026-05-07, 2026-05-07T14:00:00Z) for a date.`;

/** Reads the flags of `npm run journey`. Throws an error that names what is wrong. */
export function readJourneyOptions(args: readonly string[]): JourneyOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      profile: { type: 'string', multiple: true, default: [] },
      zone: { type: 'string', default: 'Europe/London' },
      event: { type: 'string', multiple: true, default: [] },
      saved: { type: 'string', multiple: true, default: [] },
      does: { type: 'string', multiple: true, default: [] },
      save: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.save !== undefined && !/^\w[\w.-]*$/.test(values.save)) {
    throw new Error(`--save ${values.save}; wanted: letters and digits, such as 2026-12`);
  }
  return {
    help: values.help,
    journey: positionals[0],
    profile: propertiesOf(values.profile),
    timeZone: values.zone,
    event: propertiesOf(values.event),
    savedMessages: Object.fromEntries(values.saved.map(namedText)),
    save: values.save,
    deeds: values.does.map(deedOf).sort((a, b) => a.afterMs - b.afterMs),
  };
}

function deedOf(text: string): Deed {
  const [, after = '', name, rest = ''] = /^([^:]+): *(\S+)(.*)$/.exec(text) ?? [];
  if (name === undefined) throw new Error(`--does "${text}"; wanted: a time and an event, such as "2 hours: purchase"`);
  return {
    afterMs: milliseconds(after as Duration),
    name,
    properties: propertiesOf(rest.split(' ').filter((one) => one !== '')),
  };
}

const propertiesOf = (texts: readonly string[]): Properties =>
  Object.fromEntries(
    texts.map((text) => {
      const [name, value] = namedText(text);
      return [name, storedValue(value)];
    }),
  );

function namedText(text: string): readonly [string, string] {
  const [, name, value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined) throw new Error(`"${text}"; wanted: a name and a value, such as city=Paris`);
  return [name, value];
}

function storedValue(text: string): StoredValue {
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return /^\d{4}-\d\d-\d\d(T\d\d:\d\d.*)?$/.test(text) ? new Date(text) : text;
}
