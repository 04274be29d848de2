import { createWriteStream } from 'node:fs';
import { type Log, silent } from './log.ts';
import { systemErrorText } from './systemError.ts';

export interface LineFile {
  write(line: string): void;
  end(): void;
}

/**
 * A file that lines are appended to, readable by its owner only. It never throws: when it cannot be written (the disk is full, the folder
 * was removed), it calls `log` once and drops the rest, because a failed log must not end the process.
 */
export function lineFile(path: string, log: Log = silent): LineFile {
  const stream = createWriteStream(path, { flags: 'a', mode: 0o600 });
  // Called once at most: a stream that failed is closed and silently ignores later writes.
  stream.on('error', (error) => {
    log(`Can't write to ${path}: ${systemErrorText(error)}. Further output is dropped.`);
  });
  return {
    write(line) {
      stream.write(`${line}\n`);
    },
    end() {
      stream.end();
    },
  };
}
