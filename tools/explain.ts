/** `npm run explain -- [SERVICE…] [--json]`: how every breaker of the running stack stands, why, and what users see. */
import { migratedServices, readRunningState, readSettings } from '@holdfast/local-stack';
import { readArguments, usage } from './explain/arguments.ts';
import { reportOf } from './explain/report.ts';
import { view } from './explain/view.ts';
import { inContainers } from './running-stack.ts';
import { runCommand, styled } from './terminal.ts';

/** Where nothing tells how wide the terminal is, as in a pipe. */
const defaultWidth = 100;

async function explain(args: readonly string[]): Promise<void> {
  const { services, isJson } = readArguments(args, migratedServices);
  const addresses = readRunningState(readSettings(process.env).dataDir)?.addresses;
  if (addresses === undefined)
    throw new Error(`Holdfast is not running here. Start it with: npm start\n${inContainers}`);
  const reports = await Promise.all(services.map((service) => reportOf(service, addresses[service] ?? '')));
  if (isJson) return console.log(JSON.stringify({ services: reports }, null, 2));
  const width = process.stdout.columns ?? defaultWidth;
  console.log(view(reports, { width, now: Date.now(), paint: styled }));
}

await runCommand(() => explain(process.argv.slice(2)), usage);
