/**
 * `npm run test:pgbouncer` and `npm run test:redis-cluster`: the int specs of the libraries that use the server, and of the services'
 * migrations, or those that match the given patterns, with it in between. What cannot be run here is said, and is no pass. The very last line is `N passed, N failed`.
 */
import { explain, styled } from './terminal.ts';
import { type ScaledServer, scaledServers, runWithTestServers } from './test-servers.ts';
import { runTier } from './test-tiers.ts';

/** Idempotency has no Redis, and the cache has no Postgres. */
const libraries: Readonly<Record<ScaledServer, readonly string[]>> = {
  pgbouncer: [
    'libs/idempotency/',
    'libs/messaging/',
    'libs/service-defaults/src/migrate',
    'apps/[^/]+/test/migrations',
  ],
  'redis-cluster': ['libs/messaging/', 'libs/resilience/test/ladder-on-redis'],
};

const [server = '', ...patterns] = process.argv.slice(2);
const isScaled = (word: string): word is ScaledServer => scaledServers.some((name) => name === word);
if (!isScaled(server)) {
  console.error(`Say what to test with: ${scaledServers.join(' or ')}.`);
  process.exit(2);
}
const asked = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => asked.abort(new Error(signal)));
}
const files = patterns.length > 0 ? patterns : libraries[server];
try {
  const { passed, failed } = await runWithTestServers(
    (env) => runTier('int', files, env, asked.signal),
    server,
  );
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 || asked.signal.aborted ? 1 : 0;
} catch (error) {
  console.error(styled('red', explain(error)));
  console.log(`\n${server}: not run\n0 passed, 1 failed`);
  process.exitCode = 1;
}
