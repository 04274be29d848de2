import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { MongoClient } from 'mongodb';

/**
 * Loaded into workers and API before anything else (`--import`): counts the commands that their drivers send, by command and collection, and keeps
 * the counts in a file for each process. Changes nothing that they do.
 */
const folder = process.env.HERALD_BENCH_COMMANDS;
const EVERY_MS = 200;

// A worker's other threads load it too: they have no driver, and would write the same file.
if (folder !== undefined && isMainThread) {
  const counts: Record<string, number> = {};
  const connect = MongoClient.prototype.connect;
  MongoClient.prototype.connect = function (this: MongoClient) {
    Object.assign(this.options, { monitorCommands: true });
    this.on('commandStarted', ({ commandName, command }) => {
      const name = `${commandName} ${String(command[commandName])}`;
      counts[name] = (counts[name] ?? 0) + 1;
    });
    return connect.call(this);
  };
  const file = join(folder, `commands-${process.pid}.json`);
  setInterval(() => {
    // Whole, whenever it is read.
    writeFileSync(`${file}.new`, JSON.stringify({ at: Date.now(), counts }));
    renameSync(`${file}.new`, file);
  }, EVERY_MS).unref();
}
