// Runs test/system/kills.test.ts with so many campaigns: npm run kills -- --seeds N. It prints what the providers' ledger says of each.
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '20' } } });
if (!/^[1-9]\d?$/.test(values.seeds)) {
  process.stderr.write(`--seeds ${values.seeds}: a whole number from 1 to 99 is wanted.\n`);
  process.exit(2);
}
process.env.HERALD_KILL_SEEDS = values.seeds;
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
process.argv = [process.argv[0], vitest, 'run', '--project', 'system', 'test/system/kills.test.ts'];
await import(vitest);
