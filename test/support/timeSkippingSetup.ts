import type { TestProject } from 'vitest/node';
import './provided.ts';
import { timeSkippingServer } from '../../dev/components/timeSkippingServer.ts';

/** Finds or installs the time-skipping server once, before tests start instances of it. */
export default async function setup(project: TestProject): Promise<void> {
  const { executable } = await timeSkippingServer({ log: console.error });
  project.provide('timeSkippingServerPath', executable.path);
}
