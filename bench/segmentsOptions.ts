import { parseArgs } from 'node:util';
import type { SegmentWorld } from './segmentPeople.ts';

export const SEGMENTS_USAGE = `npm run bench -- segments [options]: rows per second of imports, and how long estimates take.

  --people N   profiles (with --events; default: two runs, of 23570 and 100000)
  --events N   events, at least one for each profile (default: 69659 and 1000000)
  --by-time    import the events in the order of their time, instead of one person after the other
  --rounds N   estimates of each condition (default: 3)
  --memory     the store in memory, instead of in a file that outlives a crash
  --write      put the figures into bench/README.md
  --help`;

export interface SegmentsOptions {
  readonly help: boolean;
  readonly worlds: readonly SegmentWorld[];
  readonly rounds: number;
  readonly memory: boolean;
  readonly write: boolean;
}

/** The size of CDNOW, and the size that is promised. */
const SIZES = [
  { people: 23_570, events: 69_659 },
  { people: 100_000, events: 1_000_000 },
];

/** @throws for an unknown flag or an impossible value, naming it. */
export function readSegmentsOptions(args: readonly string[]): SegmentsOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      people: { type: 'string' },
      events: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      'by-time': { type: 'boolean', default: false },
      memory: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const whole = (flag: 'people' | 'events' | 'rounds'): number => {
    const value = values[flag] ?? '';
    if (/^[1-9]\d{0,6}$/.test(value)) return Number(value);
    throw new Error(`--${flag} ${value}: a whole number from 1 to 9999999 is wanted.`);
  };
  const { 'by-time': byTime, help, memory, write } = values;
  const given = values.people !== undefined || values.events !== undefined;
  const sizes = given ? [{ people: whole('people'), events: whole('events') }] : SIZES;
  if (sizes.some(({ people, events }) => events < people)) throw new Error('--events: at least as many as people.');
  return { help, memory, write, rounds: whole('rounds'), worlds: sizes.map((size) => ({ ...size, byTime })) };
}
