import { run } from './command.ts';

/** Puts the jars that `pom` depends on, with all that they need at run time, into `folder`. */
export async function fetchLibraries(pom: string, folder: string): Promise<void> {
  await run({
    name: 'Maven',
    command: 'mvn',
    args: [
      '-q',
      '-B',
      '-f',
      pom,
      'dependency:copy-dependencies',
      `-DoutputDirectory=${folder}`,
      '-DincludeScope=runtime',
    ],
  });
}
