import type { TestProject } from 'vitest/node';
import './provided.ts';
import { startStore } from '../../dev/components/store.ts';

/** One in-memory store for the run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const store = await startStore({ log: console.error });
  project.provide('mongoUrl', store.url);
  return store.stop;
}
