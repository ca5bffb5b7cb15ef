import { readRunningState, readDataDir } from '@holdfast/local-stack';
import { reportOf } from './report.ts';
import { view } from './view.ts';
import { UsageError } from '../../command-line.ts';
import { inContainers, knownServices } from '../../running-stack.ts';
import { styled } from '../../terminal.ts';

/** Columns, if the terminal width is unknown, as in a pipe. */
const defaultWidth = 100;

/** Prints the state of every breaker of the running stack, why, and what users see. */
export async function explain(
  services: readonly string[],
  { json }: { readonly json?: boolean | undefined },
): Promise<void> {
  refuseUnknown(services);
  if (readRunningState(readDataDir(process.env)) === undefined)
    throw new Error(`Holdfast is not running here. Start it with: npm start\n${inContainers}`);
  const asked = knownServices().filter(({ name }) => services.length === 0 || services.includes(name));
  const reports = await Promise.all(asked.map(({ name, address }) => reportOf(name, address)));
  if (json) return console.log(JSON.stringify({ services: reports }, null, 2));
  const width = process.stdout.columns ?? defaultWidth;
  console.log(view(reports, { width, now: Date.now(), paint: styled }));
}

function refuseUnknown(services: readonly string[]): void {
  const known = knownServices().map(({ name }) => name);
  const unknown = services.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`Unknown service "${unknown}". Known: ${known.join(', ')}.`);
}
