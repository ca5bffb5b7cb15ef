import { pathWithRedis } from '@holdfast/local-stack';
import { readArguments, type Command, usage, UsageError } from './cli/arguments.ts';
import { all, listed, notYet, only, pairs, points, random, short } from './cli/modes.ts';
import { render } from './cli/render.ts';
import { Suite } from './cli/suite.ts';
import { proveCommand } from './prove/prove-command.ts';

const stopped = 130;

/** Most of the suite needs Redis: the one on the PATH, else Debian's, fetched as for the tests. Without either, the report says what was not run. */
function bringRedis(): void {
  try {
    process.env['PATH'] = pathWithRedis(process.env['PATH'] ?? '');
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
}

/** The first Ctrl-C ends everything in good order; a second one, a second later, at once: the stacks end by themselves then. */
function endWhenAsked(ending: AbortController): void {
  let askedAt: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      const at = performance.now();
      if (askedAt !== undefined && at - askedAt > 1_000) process.exit(stopped);
      if (askedAt !== undefined) return;
      askedAt = at;
      process.stderr.write('\nstopping … what is known is kept (Ctrl-C again ends at once)\n');
      ending.abort(new Error('The suite was stopped.'));
    });
  }
}

async function runMode(suite: Suite): Promise<void> {
  const { mode } = suite.command;
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
    default:
      return notYet(mode);
  }
}

async function run(command: Command, args: readonly string[]): Promise<number> {
  const ending = new AbortController();
  endWhenAsked(ending);
  bringRedis();
  if (command.mode === 'prove') return proveCommand(command, ending.signal);
  const suite = new Suite(command, args, process.env, ending.signal);
  try {
    await runMode(suite);
  } catch (error) {
    if (!ending.signal.aborted) {
      await suite.runner.close();
      throw error;
    }
  }
  const isOver = !ending.signal.aborted;
  if (command.mode === 'points' && isOver) {
    await suite.runner.close();
    for (const complaint of suite.complaints) suite.progress.say(complaint);
    return suite.complaints.length > 0 ? 1 : 0;
  }
  const { verdict } = await suite.finish(command.mode === 'all' && isOver);
  if (!isOver) return stopped;
  return verdict === 'held' ? 0 : 1;
}

try {
  const args = process.argv.slice(2);
  const command = readArguments(args);
  if (command.mode === 'help') process.stdout.write(`${usage}\n`);
  else if (command.mode === 'list') process.stdout.write(`${listed().join('\n')}\n`);
  else if (command.renderFile !== undefined) await render(command.renderFile, command);
  else process.exitCode = await run(command, args);
} catch (error) {
  const isMisused = error instanceof UsageError;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (isMisused) process.stderr.write(`\n${usage}\n`);
  process.exitCode = isMisused ? 2 : 1;
}
// A scenario that was given up may still wait for something; nobody waits for it.
process.stdout.write('', () => process.exit());
