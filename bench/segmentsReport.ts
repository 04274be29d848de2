import type { RolesUsage } from './meter.ts';
import type { SegmentWorld } from './segmentPeople.ts';

export interface Import {
  readonly seconds: number;
  readonly usage: RolesUsage;
}

export interface Estimate {
  readonly name: string;
  readonly seconds: number;
  readonly qualified: number;
  /** Of API and store, an estimate; null: not measured. */
  readonly cpuSeconds: number | null;
}

export interface SegmentFigures {
  readonly world: SegmentWorld;
  readonly profiles: Import;
  readonly events: Import;
  readonly again: Import;
  /** By condition, in the order of CONDITIONS. */
  readonly estimates: readonly Estimate[];
  readonly peakMb: { readonly api: number; readonly store: number };
}

/** The figures of one world, in Markdown. */
export function reportOf({ world, profiles, events, again, estimates, peakMb }: SegmentFigures): string {
  const { people, events: count, byTime } = world;
  const imported = (name: string, rows: number, { seconds, usage }: Import): string => {
    const used = (role: string) => usage[role]?.cpuSeconds.toFixed(1) ?? 'not measured';
    const rate = Math.round(rows / seconds).toLocaleString('en-GB');
    return `| ${name} | ${rate} | ${seconds.toFixed(1)} | ${used('API')} | ${used('store')} |`;
  };
  return [
    `${people} people, ${count} events, imported ${byTime ? 'in the order of their time' : 'one person after the other'}.`,
    '',
    '| import | rows/s | s | CPU s, API | CPU s, store |',
    '| --- | ---: | ---: | ---: | ---: |',
    imported('profiles', people, profiles),
    imported('events', count, events),
    imported('the same events again', count, again),
    '',
    '| estimate | qualified | s (median) | CPU s, API and store |',
    '| --- | ---: | ---: | ---: |',
    ...estimates.map(
      ({ name, qualified, seconds, cpuSeconds }) =>
        `| ${name} | ${qualified} | ${seconds.toFixed(2)} | ${cpuSeconds?.toFixed(2) ?? 'not measured'} |`,
    ),
    '',
    `Peak memory: API ${peakMb.api.toFixed(0)} MB, store ${peakMb.store.toFixed(0)} MB.`,
  ].join('\n');
}
