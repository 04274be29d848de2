import { run } from './command.ts';

/** Copies the jars that `pom` depends on at run time, with their dependencies, into `folder`. */
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
