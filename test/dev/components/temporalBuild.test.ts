import { expect, it } from 'vitest';
import { describeProgress } from '../../../dev/components/temporalBuild.ts';

it('the build of Temporal shows its progress, and on a slow machine that it continues', () => {
  expect(describeProgress({ seconds: 65, lines: 300 })).toBe('  building Temporal: 65 s, 300 packages done');
  expect(describeProgress({ seconds: 245, lines: 800 })).toBe(
    '  building Temporal: 245 s, 800 packages done (this machine is slower than expected, but the build continues)',
  );
});
