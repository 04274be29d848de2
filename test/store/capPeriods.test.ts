import { describe, expect, it } from 'vitest';
import { dayKey, weekKey } from '../../src/domain/limits/periods.ts';
import { capCollectionOf, isCapCollectionOver } from '../../src/store/capPeriods.ts';

const DAY_MS = 86_400_000;
/** The earliest and the latest time zone. */
const ZONES = ['Pacific/Kiritimati', 'Etc/GMT+12'];

describe('a collection of caps', () => {
  it('expires between a week and nine days after its period has ended in every zone', () => {
    // Years that begin on different days of the week, and one with 53 weeks.
    const start = Date.parse('2026-11-01T00:00:00Z');
    for (let day = 0; day < 1000; day += 1) {
      const now = new Date(start + day * DAY_MS);
      for (const zone of ZONES) {
        for (const key of [dayKey(now, zone), weekKey(now, zone)]) {
          const isOver = (daysLater: number): boolean =>
            isCapCollectionOver(capCollectionOf(key), new Date(now.getTime() + daysLater * DAY_MS));
          expect(isOver(7), `${key} at ${now.toISOString()}`).toBe(false);
          expect(isOver(key.includes('W') ? 16 : 10), `${key} at ${now.toISOString()}`).toBe(true);
        }
      }
    }
  });

  it('does not include other collections', () => {
    const names = ['profileCaps', 'profileCaps.', 'profileCaps.x', 'profileCaps.2020-01-01x', 'messages', '2020-01-01'];
    for (const name of names) expect(isCapCollectionOver(name, new Date('2100-01-01')), name).toBe(false);
  });
});
