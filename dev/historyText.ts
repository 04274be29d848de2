import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';

/** A history as test/histories has it: it doesn't say who worked on it, which is named after process and host, nor where the code of a failure was. */
export function historyText(history: Parameters<typeof historyToJSON>[0]): string {
  const json = historyToJSON(history)
    .replace(/"identity": *"[^"]*"/g, '"identity": "a worker"')
    .replace(/"stackTrace": *"(?:[^"\\]|\\.)*"/g, '"stackTrace": ""');
  return `${json.trimEnd()}\n`;
}
