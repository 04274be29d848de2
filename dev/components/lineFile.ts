import { createWriteStream } from 'node:fs';
import { type Log, silent } from './log.ts';
import { systemErrorText } from './systemError.ts';

export interface LineFile {
  write(line: string): void;
  end(): void;
}

/**
 * A file that lines are appended to, readable by its owner only. It never throws: when it cannot be written (a full
 * disk, a folder that is gone), `log` is told once and the rest is dropped, as a log is not worth the process.
 */
export function lineFile(path: string, log: Log = silent): LineFile {
  const stream = createWriteStream(path, { flags: 'a', mode: 0o600 });
  // Once at most: a stream that failed is closed, and takes what is written to it then without a word.
  stream.on('error', (error) => {
    log(`Can't write to ${path}: ${systemErrorText(error)}. What would go there is dropped.`);
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
