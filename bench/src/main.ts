/** `npm run bench -- NAME [options]`: runs one of the benches. */
import { benchGrowth } from './growth/growth.ts';
import { benchIdempotency } from './idempotency/idempotency.bench.ts';
import { benchLab } from './lab/lab.bench.ts';
import { benchRelay } from './relay/relay.bench.ts';
import { benchResilience } from './resilience/resilience.bench.ts';

const benches = new Map([
  ['idempotency', benchIdempotency],
  ['growth', benchGrowth],
  ['lab', benchLab],
  ['relay', benchRelay],
  ['resilience', benchResilience],
]);

const asked = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => asked.abort(new Error(signal)));

const [name = '', ...args] = process.argv.slice(2);
const bench = benches.get(name);
if (bench === undefined) {
  console.error(`usage: npm run bench -- ${[...benches.keys()].join('|')} [options]`);
  process.exitCode = 1;
} else {
  try {
    await bench(args, asked.signal);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
}
