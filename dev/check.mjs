// Runs lint, types, the search for unused code and the fast tests (about a minute); with --all also the thorough, workflow
// and system tests. With NODE_ALSO=PATH the fast tests are run by that Node, too. The last line is the total over everything,
// "N passed, N failed"; the exit code is 1 when anything failed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = mkdtempSync(join(tmpdir(), 'herald-check-'));
/** When the output is not a terminal, the tools must write plain text, whatever the environment says. */
const plain = !process.stdout.isTTY;
const env = plain ? { ...process.env, FORCE_COLOR: undefined, NO_COLOR: '1' } : process.env;
const projects = process.argv.includes('--all') ? ['fast', 'thorough', 'workflows', 'system', 'measured'] : ['fast'];
const otherNode = process.env.NODE_ALSO;

const outcomes = [
  runTool('Lint', 'node_modules/@biomejs/biome/bin/biome', ['ci', '.', ...(plain ? ['--colors=off'] : [])]),
  runTool('Types', 'node_modules/typescript/bin/tsc', ['--noEmit']),
  runTool('Unused exports, files and dependencies', 'node_modules/knip/bin/knip.js', ['--no-progress']),
  ...projects.map((project) => runTests(project)),
  ...(otherNode ? [runTests('fast', otherNode)] : []),
];
rmSync(results, { recursive: true });

const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

function runTool(name, script, args) {
  const ok = runNode(script, args) === 0;
  process.stdout.write(`${name}: ${ok ? 'passed' : 'failed'}\n\n`);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
}

function runTests(project, node = process.execPath) {
  if (node !== process.execPath) process.stdout.write(`Fast tests by ${node}:\n`);
  const file = join(results, `${project}.json`);
  rmSync(file, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const ok = runNode('node_modules/vitest/vitest.mjs', ['run', '--project', project, ...reporters], node) === 0;
  const { passed, failed } = countTests(file);
  // A run can fail without a failed test: a file that does not load, a setup that throws, an error after the last test.
  return { passed, failed: ok ? failed : Math.max(failed, 1) };
}

function countTests(file) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    return { passed: 0, failed: 0 };
  }
}

function runNode(script, args, node = process.execPath) {
  return spawnSync(node, [script, ...args], { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] }).status;
}
