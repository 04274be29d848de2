// Entry point of every npm script: checks the Node version, installs dependencies and builds if they are missing or out
// of date, then runs the target in this process: node dev/bootstrap.mjs TARGET [ARGUMENTS]. Plain JavaScript without
// dependencies, because it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stampFile = join(root, 'dist/.built');

/** Targets: the module that each runs, relative to the project folder, and whether it needs dist/. */
const targets = {
  build: { build: true },
  start: { build: true, module: 'dist/dev/start.js' },
  demo: { build: true, module: 'dist/dev/demo.js' },
  journey: { build: true, module: 'dist/dev/journey.js' },
  simulator: { build: true, module: 'dist/dev/simulator/main.js' },
  bench: { build: true, module: 'dist/bench/main.js' },
  histories: { build: true, module: 'dist/dev/saveHistories.js' },
  reseal: { build: true, module: 'dist/src/reseal.js' },
  client: {
    build: false,
    module: 'node_modules/vitest/vitest.mjs',
    arguments: ['run', '--project', 'fast', 'test/client/operations.test.ts', '--update'],
  },
  kills: { build: true, module: 'dev/kills.mjs' },
  check: { build: false, module: 'dev/check.mjs' },
  test: { build: true, module: 'dev/check.mjs', arguments: ['--all'] },
};

const [name = '', ...rest] = process.argv.slice(2);
const target = Object.hasOwn(targets, name) ? targets[name] : undefined;
if (target === undefined) fail(`Unknown target "${name}". There are: ${Object.keys(targets).join(', ')}.`);

checkNodeVersion();
if (!dependenciesAreInstalled()) install();
if (target.build) build();
if (target.module !== undefined) {
  const module = join(root, target.module);
  process.argv = [process.argv[0], module, ...(target.arguments ?? []), ...rest];
  await import(pathToFileURL(module).href);
}

function checkNodeVersion() {
  const wanted = /(\d+)\.(\d+)/.exec(readJson('package.json').engines.node);
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > Number(wanted[1]) || (major === Number(wanted[1]) && minor >= Number(wanted[2]))) return;
  fail(`Herald needs Node ${wanted[1]}.${wanted[2]} or later; this is ${process.versions.node}.`);
}

/** Whether node_modules matches the lockfile, according to npm's record of the installed packages. */
function dependenciesAreInstalled() {
  if (!existsSync(join(root, 'node_modules/.package-lock.json'))) return false;
  const wanted = readJson('package-lock.json').packages;
  const present = readJson('node_modules/.package-lock.json').packages;
  return Object.entries(wanted).every(
    ([path, { version, optional, devOptional, peer }]) =>
      path === '' || optional || devOptional || peer || present[path]?.version === version,
  );
}

function install() {
  // `npm ci` would empty the folder that the link points to, which another checkout may be using.
  const modules = join(root, 'node_modules');
  if (existsSync(modules) && lstatSync(modules).isSymbolicLink()) {
    fail('node_modules is a link to packages that do not match package-lock.json. Remove the link.');
  }
  say('Installing the dependencies ...');
  runOrFail('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], 'The dependencies could not be installed.');
}

function build() {
  const fingerprint = sourcesFingerprint();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === fingerprint) return;
  say('Building ...');
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  runOrFail(process.execPath, [tsc, '-p', 'tsconfig.build.json'], 'The build failed.');
  runOrFail(process.execPath, ['dist/dev/buildWorkflowBundle.js'], 'The workflow bundle could not be built.');
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stampFile, fingerprint);
}

/** A hash that changes with the sources, the compiler's settings and the dependencies. */
function sourcesFingerprint() {
  const hash = createHash('sha256').update(process.versions.node);
  for (const file of ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json'])
    hash.update(readFileSync(join(root, file)));
  for (const folder of ['src', 'dev', 'bench']) {
    // A checkout without the benchmark can be built too.
    if (!existsSync(join(root, folder))) continue;
    const files = readdirSync(join(root, folder), { recursive: true }).sort();
    for (const file of files) {
      const { mtimeMs, size } = statSync(join(root, folder, file));
      if (/\.(ts|json)$/.test(file)) hash.update(`${folder}/${file} ${mtimeMs} ${size}\n`);
    }
  }
  return hash.digest('hex');
}

function runOrFail(command, args, message) {
  // Its output goes to standard error, because standard output belongs to the target.
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) fail(message);
}

function readJson(file) {
  return JSON.parse(readFileSync(join(root, file), 'utf8'));
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function fail(message) {
  say(message);
  process.exit(1);
}
