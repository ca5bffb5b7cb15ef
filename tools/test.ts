/** `npm test`: runs the checks and the unit, int and e2e tests. */
import { runChecks } from './test-checks.ts';
import { runTier, type Tally } from './test-tiers.ts';
import { runWithTestServers } from './test-servers.ts';
import { runCommand } from './run-command.ts';
import { explain, styled } from './terminal.ts';
import { readArguments, type TestCommand, usage } from './test-arguments.ts';

const add = (a: Tally, b: Tally): Tally => ({ passed: a.passed + b.passed, failed: a.failed + b.failed });

function heading(stage: string): void {
  console.log(styled('bold', `\n${stage}`));
}

/** Runs one stage. A stage that cannot run counts as one failure. */
async function stage(name: string, run: () => Promise<Tally>): Promise<Tally> {
  heading(name);
  try {
    return await run();
  } catch (error) {
    console.error(styled('red', explain(error)));
    return { passed: 0, failed: 1 };
  }
}

async function runAll({ tiers, jestArguments, isWhole }: TestCommand, signal: AbortSignal): Promise<Tally> {
  let tally = { passed: 0, failed: 0 };
  if (isWhole) tally = add(tally, await stage('check', () => runChecks(signal)));
  for (const tier of tiers) {
    if (signal.aborted) break;
    const run = (env: NodeJS.ProcessEnv): Promise<Tally> => runTier(tier, jestArguments, env, signal);
    const withServers = (): Promise<Tally> => (tier === 'int' ? runWithTestServers(run) : run({}));
    tally = add(tally, await stage(tier, withServers));
  }
  return tally;
}

async function run(command: TestCommand): Promise<void> {
  const asked = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => asked.abort(new Error(signal)));
  const { passed, failed } = await runAll(command, asked.signal);
  if (asked.signal.aborted) console.log('\ninterrupted');
  console.log('\nnot run here: npm run test:pgbouncer, npm run test:redis-cluster');
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 || asked.signal.aborted ? 1 : 0;
}

await runCommand({ usage, read: readArguments, run });
