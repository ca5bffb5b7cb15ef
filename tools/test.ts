/** `npm test`: runs the checks and the unit, int, browser and e2e tests. */
import { findOrFetchChromium, noChromiumHelp } from '@holdfast/testing';
import { runChecks } from './test-checks.ts';
import { add, noTests, oneFailure, printFailures, runTier, type Tally, type Tier } from './test-tiers.ts';
import { runWithTestServers } from './test-servers.ts';
import { runCommand } from './run-command.ts';
import { explain, styled } from './terminal.ts';
import { readArguments, type TestCommand, usage } from './test-arguments.ts';

const notRun = ['npm run test:pgbouncer', 'npm run test:redis-cluster'];

function heading(stage: string): void {
  console.log(styled('bold', `\n${stage}`));
}

/** Runs one stage. A stage that cannot run counts as one failure. */
async function stage(name: string, run: () => Promise<Tally>): Promise<Tally> {
  heading(name);
  try {
    return await run();
  } catch (error) {
    return oneFailure(`${name}: ${explain(error)}`);
  }
}

/** Runs the browser tests where there is a Chromium; elsewhere one line says that they did not run. */
async function runBrowserTier(run: () => Promise<Tally>): Promise<Tally> {
  if ((await findOrFetchChromium()) !== undefined) return run();
  console.log(`browser  not run: ${noChromiumHelp}`);
  notRun.unshift('npm test -- browser');
  return noTests;
}

function runWithNeeds(tier: Tier, run: (env: NodeJS.ProcessEnv) => Promise<Tally>): Promise<Tally> {
  if (tier === 'int') return runWithTestServers(run);
  return tier === 'browser' ? runBrowserTier(() => run({})) : run({});
}

async function runAll({ tiers, jestArguments, isWhole }: TestCommand, signal: AbortSignal): Promise<Tally> {
  const left = [...tiers];
  const runNext = async (): Promise<Tally> => {
    const tier = left.shift();
    if (tier === undefined || signal.aborted) return noTests;
    return stage(tier, () => runWithNeeds(tier, (env) => runTier(tier, jestArguments, env, signal)));
  };
  let tally = isWhole ? await stage('check', () => runChecks(signal, runNext)) : await runNext();
  while (left.length > 0) tally = add(tally, await runNext());
  return tally;
}

async function run(command: TestCommand): Promise<void> {
  const asked = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => asked.abort(new Error(signal)));
  const tally = await runAll(command, asked.signal);
  if (asked.signal.aborted) console.log('\ninterrupted');
  printFailures(tally);
  console.log(`\nnot run here: ${notRun.join(', ')}`);
  console.log(`\n${tally.passed} passed, ${tally.failed} failed`);
  process.exitCode = tally.failed > 0 || tally.passed === 0 || asked.signal.aborted ? 1 : 0;
}

await runCommand({ usage, read: readArguments, run });
