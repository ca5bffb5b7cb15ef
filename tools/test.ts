/** `npm test`: check, unit, int, e2e. `-- int` runs one tier; other words and options go to Jest. The very last line is `N passed, N failed`. */
import { runChecks } from './test-checks.ts';
import { runTier, type Tally, type Tier, tiers } from './test-tiers.ts';
import { runWithTestServers } from './test-servers.ts';
import { explain, styled } from './terminal.ts';

const add = (a: Tally, b: Tally): Tally => ({ passed: a.passed + b.passed, failed: a.failed + b.failed });

function heading(stage: string): void {
  console.log(styled('bold', `\n${stage}`));
}

/** Runs one stage; what keeps it from running at all is one failure. */
async function stage(name: string, run: () => Promise<Tally>): Promise<Tally> {
  heading(name);
  try {
    return await run();
  } catch (error) {
    console.error(styled('red', explain(error)));
    return { passed: 0, failed: 1 };
  }
}

async function runAll(
  chosen: readonly Tier[],
  patterns: readonly string[],
  signal: AbortSignal,
): Promise<Tally> {
  let tally = { passed: 0, failed: 0 };
  const isWholeRun = chosen.length === tiers.length && patterns.length === 0;
  if (isWholeRun) tally = add(tally, await stage('check', () => runChecks(signal)));
  for (const tier of chosen) {
    if (signal.aborted) break;
    const run = (env: NodeJS.ProcessEnv): Promise<Tally> => runTier(tier, patterns, env, signal);
    const withServers = (): Promise<Tally> => (tier === 'int' ? runWithTestServers(run) : run({}));
    tally = add(tally, await stage(tier, withServers));
  }
  return tally;
}

const words = process.argv.slice(2);
const isTier = (word: string): word is Tier => tiers.some((tier) => tier === word);
const named = tiers.filter((tier) => words.includes(tier));
const asked = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => asked.abort(new Error(signal)));
}

const { passed, failed } = await runAll(
  named.length > 0 ? named : tiers,
  words.filter((word) => !isTier(word)),
  asked.signal,
);
if (asked.signal.aborted) console.log('\ninterrupted');
console.log('\nnot run here: npm run test:pgbouncer, npm run test:redis-cluster');
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 || asked.signal.aborted ? 1 : 0;
