/** `npm run bench -- NAME [options]`: runs one of the benchmarks. */
import { Command, CommanderError } from '@commander-js/extra-typings';
import { addCheckout } from './checkout/checkout.bench.ts';
import { NotMeasured } from './command-line.ts';
import { addGrowth } from './growth/growth.ts';
import { addIdempotency } from './idempotency/idempotency.bench.ts';
import { addRelay } from './relay/relay.bench.ts';
import { addResilience } from './resilience/resilience.bench.ts';
import { addSoak } from './soak/soak.bench.ts';

const asked = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => asked.abort(new Error(signal)));

const bench = new Command('npm run bench --')
  .description('Measures Holdfast on this machine. Starts the servers that it needs, and removes them again.')
  .showHelpAfterError()
  .addHelpText(
    'afterAll',
    '\nMore: harness/bench/README.md\nExit codes: 0 measured, 1 not measured, 2 invalid arguments.',
  )
  .exitOverride();
for (const add of [addCheckout, addIdempotency, addGrowth, addRelay, addResilience, addSoak])
  add(bench, asked.signal);

try {
  await bench.parseAsync();
} catch (error) {
  // Commander has printed its own errors.
  if (!(error instanceof CommanderError)) console.error(error instanceof NotMeasured ? error.message : error);
  process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : 1;
}
