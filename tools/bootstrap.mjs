/**
 * Runs a TypeScript program of tools/ in a fresh clone: `node tools/bootstrap.mjs tools/start.ts [args]`.
 * Installs the packages of package-lock.json, builds, and runs the program with the project's own Node. Plain
 * JavaScript without imports from node_modules: it runs on Node 18 or newer, before anything is installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const modules = path.join(root, 'node_modules');
const lockFile = path.join(root, 'package-lock.json');
const [script, ...args] = process.argv.slice(2);

/** Repairs a running stack. If the sources do not compile, it runs from the last build. */
const ops = 'tools/ops.ts';

/** Only a slower build prints a line. */
const noticeableMs = 1_000;

const parentCheckMs = 250;

class Failed extends Error {}

/**
 * Runs a program and waits for its exit. Signals are forwarded. Under `npm start`, Ctrl-C reaches npm, this
 * process and the program at the same time; exiting before the program would return the terminal too early.
 */
async function run(command, commandArgs, options) {
  const child = spawn(command, commandArgs, { cwd: root, ...options });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(chunk));
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  let wasAsked = false;
  const passOn = (signal) => {
    wasAsked = true;
    child.kill(signal);
  };
  for (const signal of signals) process.on(signal, passOn);
  // A SIGTERM to npm stops the shell in between, which forwards nothing.
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid !== parent && !wasAsked && passOn('SIGTERM'), parentCheckMs);
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Failed(`cannot run ${command}: ${error.message}`)));
    child.once('close', (...how) => resolve(how));
  });
  clearInterval(watch);
  for (const each of signals) process.off(each, passOn);
  return { code, signal, wasAsked, output: Buffer.concat(output).toString().trim() };
}

const silently = (command, commandArgs, options) =>
  run(command, commandArgs, { stdio: ['ignore', 'pipe', 'pipe'], ...options });

/**
 * A step that is silent on success, unless it takes longer than `afterMs`: then it prints its name and
 * duration. `running` is the result of `silently`.
 */
async function step(line, afterMs, running) {
  const begun = Date.now();
  let isSaid = false;
  const say = () => {
    isSaid = true;
    process.stderr.write(`${line} … `);
  };
  const timer = setTimeout(say, afterMs);
  const { code, signal, wasAsked, output } = await running;
  clearTimeout(timer);
  if (wasAsked) process.exit(130);
  if (code !== 0) {
    if (!isSaid) say();
    throw new Failed(`failed (${signal ?? `exit code ${code}`})\n\n${output}`);
  }
  if (isSaid) process.stderr.write(`done in ${Math.round((Date.now() - begun) / 1_000)} s\n`);
}

const lockSha = () => createHash('sha256').update(readFileSync(lockFile)).digest('hex');
const stampFile = path.join(modules, '.holdfast-package-lock.sha256');

function isInstalled() {
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lockSha()) return true;
  // npm writes this file last, also in a manual install.
  const installed = path.join(modules, '.package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockFile).mtimeMs;
}

async function install() {
  if (!isInstalled()) {
    // npm will delete node_modules, so it must not run on the Node in there.
    const isOurs = (folder) => folder.startsWith(modules);
    const PATH = process.env.PATH.split(path.delimiter)
      .filter((folder) => !isOurs(folder))
      .join(path.delimiter);
    const npmArgs = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
    const npm = silently('npm', npmArgs, { env: { ...process.env, PATH } });
    await step('installing packages (first run: about half a minute)', 0, npm);
  }
  writeFileSync(stampFile, lockSha());
}

let node;

/** The Node 24 among the packages, else the current Node if it can run TypeScript. */
const projectNode = () => (node ??= findNode());

function findNode() {
  const own = path.join(modules, '.bin/node');
  if (existsSync(own) && spawnSync(own, ['--version']).status === 0) return own;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 19)) return process.execPath;
  throw new Failed(`Holdfast needs Node 22.19 or newer on this platform; this is ${process.version}.`);
}

const turnFile = path.join(root, '.local/bootstrap.lock');
const ownTurn = `${process.pid} ${randomUUID()}`;
const touchMs = 1_000;

/**
 * A lock that was not touched for this long has lost its holder. The pid in it shows nothing: in a container
 * or after a reboot, other processes have it.
 */
const abandonedMs = 10_000;

const lastTouch = () => statSync(turnFile, { throwIfNoEntry: false })?.mtimeMs;

function tryToTakeTurn() {
  try {
    writeFileSync(turnFile, ownTurn, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

/**
 * Returns a function to poll with, which removes an abandoned lock. It has to see the lock untouched for some
 * time: after the computer has slept, a holder needs a moment to touch it.
 */
function abandonment() {
  let seen = { touched: undefined, since: 0 };
  let polledAt = -Infinity;
  return () => {
    const [touched, now] = [lastTouch(), performance.now()];
    if (touched !== seen.touched || now - polledAt > touchMs) seen = { touched, since: now };
    polledAt = now;
    // In both directions: the clock may have been set back.
    const isOld = touched !== undefined && Math.abs(Date.now() - touched) >= abandonedMs;
    if (isOld && now - seen.since >= 3 * touchMs) remove(touched);
  };
}

function remove(touched) {
  // Only one waiting process can rename it; the second check keeps the others from renaming its successor.
  const aside = `${turnFile}.${process.pid}`;
  if (lastTouch() !== touched) return;
  try {
    renameSync(turnFile, aside);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  rmSync(aside, { force: true });
}

/** Does nothing if another process has removed the lock. */
function withOwnTurn(work) {
  try {
    if (readFileSync(turnFile, 'utf8') === ownTurn) work();
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

function touchOwnTurn() {
  const now = new Date();
  withOwnTurn(() => utimesSync(turnFile, now, now));
}

const giveTurnBack = () => withOwnTurn(() => rmSync(turnFile));

/** Allows one install or build at a time in this folder. */
async function inTurn(work) {
  mkdirSync(path.dirname(turnFile), { recursive: true });
  let hasWaited = false;
  const removeIfAbandoned = abandonment();
  while (!tryToTakeTurn()) {
    if (!hasWaited)
      process.stderr.write(`waiting for another install or build in this folder (${turnFile})\n`);
    hasWaited = true;
    await sleep(200);
    removeIfAbandoned();
  }
  const touching = setInterval(touchOwnTurn, touchMs);
  process.once('exit', giveTurnBack);
  try {
    return await work();
  } finally {
    clearInterval(touching);
    process.off('exit', giveTurnBack);
    giveTurnBack();
  }
}

/** Commands that serve the pages of the shop, or check them. */
const withPages = [
  'tools/start.ts',
  'tools/demo.ts',
  'tools/test.ts',
  'tools/check.ts',
  'tools/check-pages.ts',
  'tools/screenshots.ts',
];

async function build() {
  const tsc = path.join(modules, '@typescript/native/bin/tsc');
  await step('building', noticeableMs, silently(projectNode(), [tsc, '-b']));
}

const bundler = 'harness/local-stack/dist/bundle/main.js';
const bundlePages = () => silently(projectNode(), ['tools/bundle-pages.mjs']);

async function installAndBuild() {
  await install();
  if (!withPages.includes(script)) return build();
  // The pages are bundled from sources, not from the build: both at the same time.
  const pages = bundlePages();
  const ended = pages.catch(() => undefined);
  try {
    await build();
  } catch (error) {
    await ended;
    throw error;
  }
  await step('bundling the pages', noticeableMs, pages);
  // npm start bundles its programs itself. The tests start many stacks in parallel, and each would do it.
  if (script === 'tools/test.ts')
    await step('bundling the programs', noticeableMs, silently(projectNode(), [bundler]));
}

/** Commands that act on a running stack immediately: nothing is built first. */
const isControl =
  ['tools/stop.ts', 'tools/service.ts'].includes(script) || (script === ops && args[0] === 'status');

const isBuilt = () => existsSync(path.join(root, 'harness/local-stack/dist/index.js'));
const asksForHelp = args.includes('--help') || args.includes('-h');

async function prepare() {
  if (!isBuilt()) return inTurn(installAndBuild);
  if (isControl || asksForHelp) return;
  if (script !== ops) return inTurn(installAndBuild);
  try {
    // No install: a running stack has its packages in node_modules.
    await inTurn(build);
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    // Continues the line of the failed step.
    process.stderr.write('failed: running the last build (npm run build shows the errors)\n');
  }
}

/** npm start loads its own code in half the time. Other commands run programs that would fill the cache. */
function compileCache() {
  if (script !== 'tools/start.ts') return {};
  const { NODE_COMPILE_CACHE = path.join(modules, '.cache/holdfast-start') } = process.env;
  return { env: { ...process.env, NODE_COMPILE_CACHE } };
}

async function main() {
  await prepare();
  const { code, signal } = await run(projectNode(), [script, ...args], {
    stdio: 'inherit',
    ...compileCache(),
  });
  process.exitCode = code ?? 128 + constants.signals[signal];
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Failed)) throw error;
  console.error(error.message);
  // The last line of `npm test` has the same form if the build fails.
  if (script === 'tools/test.ts') console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
