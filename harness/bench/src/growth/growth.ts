import { type AddBench, roundsOption, say, wholeNumber } from '../command-line.ts';
import { assertDisk } from '../measure/needs.ts';
import { Servers } from '../measure/servers.ts';
import { KeyTable } from './key-table.ts';
import { showGrowth } from './report.ts';
import { plan, runRound, type Slice } from './rounds.ts';

const smallKeys = 10_000;

/** 15 GB for 10 million keys, as measured, WAL included. */
const bytesPerKey = 1_500;
const smallestDisk = 1e9;

/**
 * Holds the indexes of all keys in memory (2 GB, a quarter of our measuring machine) and prevents checkpoints
 * during a measurement.
 */
const settings = { shared_buffers: '2GB', max_wal_size: '20GB', checkpoint_timeout: '1h', autovacuum: 'off' };

/** `npm run bench -- growth`: the cost of a request with many keys in the table, compared to 10,000 keys. */
export const addGrowth: AddBench = (bench, signal) =>
  bench
    .command('growth')
    .description('What many finished keys cost.')
    .option('--keys <count>', 'finished keys in the large table', wholeNumber(100_000), 1_000_000)
    .addOption(roundsOption)
    .action(async ({ keys, rounds = 20 }) => console.log(await measureGrowth(keys, rounds, signal)));

async function measureGrowth(keys: number, rounds: number, signal: AbortSignal): Promise<string> {
  assertDisk(smallestDisk + keys * bytesPerKey);
  const servers = new Servers();
  try {
    const { url } = await servers.postgres(['small', 'large'], settings);
    const name = (count: number): string => `${count.toLocaleString('en')} keys`;
    const small = await KeyTable.open(name(smallKeys), url('small'), smallKeys);
    const large = await KeyTable.open(name(keys), url('large'), keys);
    for (const each of [small, large]) servers.add(() => each.close());
    await large.stored.fill(signal, (done) => say(`${done.toLocaleString('en')} keys`));
    const sizes = await large.sizes();
    const slices: Slice[] = [];
    const planned = plan(rounds);
    for (const [round, what] of [...planned.slice(0, 1), ...planned].entries()) {
      say(round === 0 ? 'warming up' : `round ${round} of ${planned.length}`);
      await small.refill(signal);
      const measured = await runRound([small, large], what, signal);
      if (round > 0) slices.push(...measured);
    }
    return showGrowth(small, large, sizes, slices);
  } finally {
    await servers.close();
  }
}
