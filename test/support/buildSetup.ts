import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../dev/components/projectRoot.ts';

/** Builds dist/ if necessary, because the system tests start its processes. */
export default function setup(): void {
  const bootstrap = join(projectRoot(), 'dev/bootstrap.mjs');
  const { status } = spawnSync(process.execPath, [bootstrap, 'build'], { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('The build failed.');
}
