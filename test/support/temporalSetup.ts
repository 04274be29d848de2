import type { TestProject } from 'vitest/node';
import './provided.ts';
import { startTemporal } from '../../dev/components/temporal.ts';

/** One Temporal dev server, in memory, for the run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const temporal = await startTemporal({ log: console.error });
  project.provide('temporalAddress', temporal.address);
  return temporal.stop;
}
