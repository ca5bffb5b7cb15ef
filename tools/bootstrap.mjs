/**
 * Runs a TypeScript program of tools/ in a fresh clone: `node tools/bootstrap.mjs tools/start.ts [args]`.
 * Installs what package-lock.json asks for, builds, and runs the program with the project's own Node.
 * Plain JavaScript without imports from node_modules: it runs on any Node from 18 on, before anything is installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const modules = path.join(root, 'node_modules');
const lockFile = path.join(root, 'package-lock.json');
const [script, ...args] = process.argv.slice(2);

/** A build faster than this is not worth a line. */
const noticeableMs = 1_000;

const parentCheckMs = 250;

class Failed extends Error {}

/**
 * Runs a program to its end. Signals are passed on, and we stay until it has ended: under `npm start` Ctrl-C reaches npm,
 * us and the program at once, and whoever ends first would hand the terminal back too early.
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
  // A SIGTERM to npm ends the shell between us, which passes nothing on.
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

/** A step that is quiet when it works. Says what it does, once it has taken `afterMs`, and how long it took. */
async function step(line, afterMs, command, commandArgs, options) {
  const begun = Date.now();
  let isSaid = false;
  const say = () => {
    isSaid = true;
    process.stderr.write(`${line} … `);
  };
  const timer = setTimeout(say, afterMs);
  const { code, signal, wasAsked, output } = await run(command, commandArgs, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
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
  // Installed by hand: npm writes this file last.
  const installed = path.join(modules, '.package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockFile).mtimeMs;
}

async function install() {
  if (!isInstalled()) {
    // npm is going to delete node_modules, so it must not run on the Node in there.
    const isOurs = (folder) => folder.startsWith(modules);
    const PATH = process.env.PATH.split(path.delimiter)
      .filter((folder) => !isOurs(folder))
      .join(path.delimiter);
    const npmArgs = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
    await step('installing packages (first run: about half a minute)', 0, 'npm', npmArgs, {
      env: { ...process.env, PATH },
    });
  }
  writeFileSync(stampFile, lockSha());
}

/** The Node 24 that comes with the packages, else the current one if it can run TypeScript. */
function projectNode() {
  const own = path.join(modules, '.bin/node');
  if (existsSync(own) && spawnSync(own, ['--version']).status === 0) return own;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 19)) return process.execPath;
  throw new Failed(`Holdfast needs Node 22.19 or newer on this platform; this is ${process.version}.`);
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

const turnFile = path.join(root, '.local/bootstrap.lock');

function tryToTakeTurn() {
  try {
    writeFileSync(turnFile, `${process.pid}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const holder = existsSync(turnFile) ? Number(readFileSync(turnFile, 'utf8')) : 0;
  if (holder > 0 && !isAlive(holder)) {
    // Of those who wait, one can rename it; the second look keeps the others from renaming its successor.
    const stale = `${turnFile}.${process.pid}`;
    if (existsSync(turnFile) && Number(readFileSync(turnFile, 'utf8')) === holder)
      renameSync(turnFile, stale);
    rmSync(stale, { force: true });
  }
  return false;
}

/** One install or build at a time in this folder. A holder that was killed is recognised by its pid. */
async function inTurn(work) {
  mkdirSync(path.dirname(turnFile), { recursive: true });
  let hasWaited = false;
  while (!tryToTakeTurn()) {
    if (!hasWaited)
      process.stderr.write(`waiting for another install or build in this folder (${turnFile})\n`);
    hasWaited = true;
    await sleep(200);
  }
  const giveBack = () => rmSync(turnFile, { force: true });
  process.once('exit', giveBack);
  const result = await work();
  process.off('exit', giveBack);
  giveBack();
  return result;
}

async function build() {
  const tsc = path.join(modules, '@typescript/native/bin/tsc');
  await step('building', noticeableMs, projectNode(), [tsc, '-b'], {});
}

async function installAndBuild() {
  await install();
  await build();
}

/** These act on what runs already, and at once: nothing is built first. */
const controls = ['tools/stop.ts', 'tools/status.ts', 'tools/service.ts'];

/** These put right what runs already. Sources that do not compile must not keep anyone from it: what was built last does. */
const repairs = [
  'tools/keys.ts',
  'tools/emails.ts',
  'tools/dead-letters.ts',
  'tools/reconcile.ts',
  'tools/explain.ts',
];

const isBuilt = () => existsSync(path.join(root, 'harness/local-stack/dist/index.js'));
const asksForHelp = args.includes('--help') || args.includes('-h');

async function prepare() {
  if (!isBuilt()) return inTurn(installAndBuild);
  if (controls.includes(script) || asksForHelp) return;
  if (!repairs.includes(script)) return inTurn(installAndBuild);
  try {
    // Without installing: what runs has its packages in node_modules.
    await inTurn(build);
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    // In the line of the step that failed.
    process.stderr.write('failed: this is what was built last (npm run build says why)\n');
  }
}

async function main() {
  await prepare();
  const node = projectNode();
  const { code, signal } = await run(node, [script, ...args], { stdio: 'inherit' });
  process.exitCode = code ?? 128 + constants.signals[signal];
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Failed)) throw error;
  console.error(error.message);
  // Whoever reads the last line of `npm test` finds it there also when the build failed.
  if (script === 'tools/test.ts') console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
