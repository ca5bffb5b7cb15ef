/**
 * `npm run test:pgbouncer` and `npm run test:redis-cluster`: run int specs through PgBouncer or on a Redis
 * Cluster. By default those of the libraries that use the server and of the migrations. A server that is not
 * installed is a failure.
 */
import { UsageError } from './command-line.ts';
import { runCommand } from './run-command.ts';
import { explain, styled } from './terminal.ts';
import { demandSpecs, readWords } from './test-arguments.ts';
import { type ScaledServer, scaledServers, runWithTestServers } from './test-servers.ts';
import { printFailures, runTier } from './test-tiers.ts';

/** Idempotency uses no Redis, and the cache uses no Postgres. */
const libraries: Readonly<Record<ScaledServer, readonly string[]>> = {
  pgbouncer: [
    'libs/idempotency/',
    'libs/messaging/',
    'libs/service-defaults/src/postgres/(migrate|prepared)',
    'apps/[^/]+/test/migrations',
  ],
  'redis-cluster': ['libs/messaging/', 'libs/resilience/test/fallback-chain-on-redis'],
};

const usage = `npm run test:pgbouncer [-- PATTERN …] [-t NAME] [-- JEST_OPTION …]
npm run test:redis-cluster [-- PATTERN …] [-t NAME] [-- JEST_OPTION …]

Runs the int specs of the libraries that use the server, or those with a PATTERN in their path. PgBouncer must be installed.
Exit codes: 0 all passed, 1 some failed, 2 invalid arguments.`;

interface ScaledCommand {
  readonly server: ScaledServer;
  readonly jestArguments: readonly string[];
}

function read([word = '', ...args]: readonly string[]): ScaledCommand {
  const server = scaledServers.find((name) => name === word);
  if (server === undefined) throw new UsageError(`Missing server: ${scaledServers.join(' or ')}.`);
  const { words, jestArguments } = readWords(args);
  demandSpecs(words, ['int']);
  return { server, jestArguments: [...(words.length > 0 ? words : libraries[server]), ...jestArguments] };
}

async function run({ server, jestArguments }: ScaledCommand): Promise<void> {
  const asked = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => asked.abort(new Error(signal)));
  try {
    const tally = await runWithTestServers((env) => runTier('int', jestArguments, env, asked.signal), server);
    printFailures(tally);
    console.log(`\n${tally.passed} passed, ${tally.failed} failed`);
    process.exitCode = tally.failed > 0 || tally.passed === 0 || asked.signal.aborted ? 1 : 0;
  } catch (error) {
    console.error(styled('red', explain(error)));
    console.log(`\n${server}: not run\n0 passed, 1 failed`);
    process.exitCode = 1;
  }
}

await runCommand({ usage, read, run });
