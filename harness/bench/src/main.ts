/** `npm run bench -- NAME [options]`: runs one of the benchmarks. */
import { benchCheckout } from './checkout/checkout.bench.ts';
import { benchGrowth } from './growth/growth.ts';
import { NotMeasured, usage, UsageError } from './command-line.ts';
import { benchIdempotency } from './idempotency/idempotency.bench.ts';
import { benchRelay } from './relay/relay.bench.ts';
import { benchResilience } from './resilience/resilience.bench.ts';
import { benchSoak } from './soak/soak.bench.ts';

const benches = new Map([
  ['checkout', benchCheckout],
  ['idempotency', benchIdempotency],
  ['growth', benchGrowth],
  ['relay', benchRelay],
  ['resilience', benchResilience],
  ['soak', benchSoak],
]);

const asked = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => asked.abort(new Error(signal)));

async function main([name = '', ...args]: readonly string[]): Promise<void> {
  if ([name, ...args].some((word) => word === '--help' || word === '-h')) return console.log(usage);
  const bench = benches.get(name);
  if (bench === undefined) throw new UsageError(name === '' ? 'Missing bench.' : `Unknown bench "${name}".`);
  await bench(args, asked.signal);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const isMisused = error instanceof UsageError;
  console.error(isMisused || error instanceof NotMeasured ? error.message : error);
  if (isMisused) console.error(`\n${usage}`);
  process.exitCode = isMisused ? 2 : 1;
}
