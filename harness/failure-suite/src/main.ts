import { endWhenAsked, stopped, UsageError } from '@holdfast/engine';
import { pathWithRedis, withListedServices } from '@holdfast/local-stack';
import { type Command, type Mode, readArguments, usage } from './cli/arguments.ts';
import { all, listed, only, pairs, points, random, short } from './cli/modes.ts';
import { render } from './cli/render.ts';
import { Suite } from './cli/suite.ts';
import { buildImages, demandDocker } from './compose/can-run.ts';
import { mutantsCommand } from './prove/mutants/mutants-command.ts';
import { proveCommand } from './prove/prove-command.ts';
import { ignoreAbandoned } from './run/run-ended.ts';

/**
 * Uses the Redis on the PATH, else fetches Debian's, as for the tests. Without either, the report lists what
 * did not run.
 */
function bringRedis(): void {
  try {
    process.env['PATH'] = pathWithRedis(process.env['PATH'] ?? '');
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
}

/** The modes that need a suite. */
type RunMode = Exclude<Mode, 'help' | 'list' | 'render' | 'prove'>;

async function runMode(suite: Suite, mode: RunMode): Promise<void> {
  switch (mode) {
    case 'only':
      return only(suite);
    case 'short':
      return short(suite);
    case 'points':
      return points(suite);
    case 'all':
      return all(suite);
    case 'random':
    case 'plan':
      return random(suite);
    case 'pairs':
      return pairs(suite);
  }
}

/** Checks Docker and builds the images. */
async function prepareContainers({ notRun, progress, signal }: Suite): Promise<void> {
  await demandDocker(signal);
  const extra = withListedServices(process.env)['EXTRA_SERVICES'];
  if (extra !== undefined && extra !== '')
    notRun.push(`the services of ${extra}: EXTRA_SERVICES is not supported in containers`);
  const without = process.env['WITHOUT_SERVICES'];
  if (without !== undefined && without !== '')
    notRun.push(`the shop without ${without}: WITHOUT_SERVICES is not supported in containers`);
  progress.say('Building the images …');
  await buildImages(signal);
}

async function run(command: Command, mode: RunMode, args: readonly string[]): Promise<number> {
  const ending = new AbortController();
  endWhenAsked(ending);
  ignoreAbandoned(ending.signal);
  const suite = new Suite(command, args, withListedServices(process.env), ending.signal);
  try {
    if (command.target === 'compose') await prepareContainers(suite);
    else bringRedis();
    await runMode(suite, mode);
  } catch (error) {
    if (!ending.signal.aborted) {
      await suite.runner.close();
      throw error;
    }
  }
  const isOver = !ending.signal.aborted;
  if (mode === 'points' && isOver) {
    await suite.runner.close();
    for (const complaint of suite.complaints) suite.progress.say(complaint);
    return suite.complaints.length > 0 ? 1 : 0;
  }
  const { verdict } = await suite.finish(mode === 'all' && isOver);
  if (!isOver) return stopped;
  return verdict === 'held' ? 0 : 1;
}

function prove(command: Command): Promise<number> {
  const ending = new AbortController();
  endWhenAsked(ending);
  bringRedis();
  return command.mutants === undefined
    ? proveCommand(command, ending.signal)
    : mutantsCommand(command, process.env, ending.signal);
}

async function main(args: readonly string[]): Promise<number> {
  const command = readArguments(args);
  const { mode, renderFile = '' } = command;
  switch (mode) {
    case 'help':
      process.stdout.write(`${usage}\n`);
      return 0;
    case 'list':
      process.stdout.write(`${listed().join('\n')}\n`);
      return 0;
    case 'render':
      await render(renderFile, command);
      return 0;
    case 'prove':
      return prove(command);
    default:
      return run(command, mode, args);
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isMisused = error instanceof UsageError;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (isMisused) process.stderr.write(`\n${usage}\n`);
  process.exitCode = isMisused ? 2 : 1;
}
// An abandoned scenario may still be waiting; exit without it.
process.stdout.write('', () => process.exit());
