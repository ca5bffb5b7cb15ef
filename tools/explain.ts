/**
 * `npm run explain -- [SERVICE…] [--json]`: the state of every breaker of the running stack, why, and what
 * users see.
 */
import { readRunningState, readDataDir } from '@holdfast/local-stack';
import { type ExplainCommand, readArguments, usage } from './explain/arguments.ts';
import { reportOf } from './explain/report.ts';
import { view } from './explain/view.ts';
import { runCommand } from './run-command.ts';
import { inContainers, knownServices } from './running-stack.ts';
import { styled } from './terminal.ts';

/** Columns, if the terminal width is unknown, as in a pipe. */
const defaultWidth = 100;

async function run({ services, isJson }: ExplainCommand): Promise<void> {
  if (readRunningState(readDataDir(process.env)) === undefined)
    throw new Error(`Holdfast is not running here. Start it with: npm start\n${inContainers}`);
  const asked = knownServices().filter(({ name }) => services.includes(name));
  const reports = await Promise.all(asked.map(({ name, address }) => reportOf(name, address)));
  if (isJson) return console.log(JSON.stringify({ services: reports }, null, 2));
  const width = process.stdout.columns ?? defaultWidth;
  console.log(view(reports, { width, now: Date.now(), paint: styled }));
}

const names = (): string[] => knownServices().map(({ name }) => name);

await runCommand({ usage, read: (args) => readArguments(args, names()), run });
