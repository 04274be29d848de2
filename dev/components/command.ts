import { startChild } from './childProcess.ts';

export interface Command {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Called every few seconds while it runs. */
  readonly onProgress?: (progress: { readonly seconds: number; readonly lines: number }) => void;
}

const PROGRESS_SECONDS = 5;

/**
 * Runs a command to its end.
 *
 * @throws when the command fails, with its last lines of output.
 */
export async function run({ onProgress, ...command }: Command): Promise<void> {
  const startedAt = Date.now();
  let lines = 0;
  const child = await startChild({
    ...command,
    onLine: () => {
      lines += 1;
    },
  });
  const progress = setInterval(
    () => onProgress?.({ seconds: Math.round((Date.now() - startedAt) / 1000), lines }),
    PROGRESS_SECONDS * 1000,
  );
  const status = await child.exited;
  clearInterval(progress);
  if (status.code !== 0) throw new Error(`${command.name} failed:\n${child.tail().join('\n')}`);
}
