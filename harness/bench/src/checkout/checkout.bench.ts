import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import path from 'node:path';
import { bundlePrograms, freePortBase, repositoryRoot } from '@holdfast/local-stack';
import { thisMachine } from '../measure/machine.ts';
import { say } from '../command-line.ts';
import { assertReady } from '../needs/needs.ts';
import { readSearchPath } from './checkout.config.ts';
import { type CheckoutOptions, readOptions } from './checkout.options.ts';
import { shopUnderFaults } from './faults/faults.ts';
import { goalsOf } from './goals.ts';
import { type CheckoutReport, showReport } from './report.ts';
import { type Measured, othersShare, resultsOf } from './results.ts';
import { bundledPrograms, shopPrograms } from './shops/shop-programs.ts';
import { type ShopName } from './shops/shop-names.ts';
import { type Hops, Shop } from './shops/shop.ts';
import { countPerOrder, type Counters } from './speed/counters.ts';
import { takeTurn, type Turn, warmUp } from './speed/turn.ts';

/**
 * `npm run bench -- checkout`: a whole order through Holdfast, through the same shop without keys, outbox and
 * inbox, and through DBOS workflows: its cost, and what happens under faults.
 */
export async function benchCheckout(args: readonly string[], signal: AbortSignal): Promise<void> {
  const options = readOptions(args);
  assertReady({ redis: true, postgres: true, programs: shopPrograms });
  const dataDir = path.join(repositoryRoot, '.local', `bench-${process.pid}`);
  mkdirSync(dataDir, { recursive: true });
  const shops: Shop[] = [];
  try {
    say('starting');
    await startAll(options.shops, dataDir, shops, signal);
    const measured = await measureAll(shops, options, signal);
    const cores = cpus().length;
    const results = resultsOf(measured, cores);
    const machine = thisMachine(othersShare(measured, cores));
    const report: CheckoutReport = { machine, options, results, goals: goalsOf(results, machine) };
    console.log(options.isJson ? JSON.stringify(report, null, 2) : showReport(report));
  } finally {
    await Promise.all(shops.map((shop) => shop.close()));
    await rm(dataDir, { recursive: true });
  }
}

async function startAll(
  names: readonly ShopName[],
  dataDir: string,
  shops: Shop[],
  signal: AbortSignal,
): Promise<void> {
  const started = new Map<ShopName, Shop>();
  const bases = await freePortBases(names.length);
  const bundles = await bundlePrograms(bundledPrograms);
  const starts = names.map(async (name, index) => {
    const portBase = bases[index] ?? NaN;
    const folder = path.join(dataDir, name);
    const searchPath = readSearchPath();
    const shop = await Shop.start(name, { portBase, dataDir: folder, searchPath, bundles });
    started.set(name, shop);
  });
  const results = await Promise.allSettled(starts);
  shops.push(...names.flatMap((name) => started.get(name) ?? []));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  signal.throwIfAborted();
  for (const shop of shops) await shop.pause();
}

/** Bases of stacks that do not share a port. */
async function freePortBases(count: number): Promise<number[]> {
  const bases: number[] = [];
  while (bases.length < count) {
    const base = await freePortBase();
    if (bases.every((other) => Math.abs(base - other) >= 100)) bases.push(base);
  }
  return bases;
}

async function measureAll(
  shops: readonly Shop[],
  options: CheckoutOptions,
  signal: AbortSignal,
): Promise<Measured[]> {
  const turns = await measureSpeed(shops, options, signal);
  say('counting');
  const counters = new Map<Shop, Counters>();
  const hops = new Map<Shop, Hops>();
  // Counts do not depend on time, so the shops share the machine from here on.
  await Promise.all(
    shops.map(async (shop) => {
      await shop.resume();
      const opened = await shop.openHops();
      hops.set(shop, opened);
      counters.set(shop, await countPerOrder(shop, opened, options.counted, signal));
    }),
  );
  const hopsOf = (shop: Shop): Hops => hops.get(shop) ?? missing(shop);
  say('shopping under faults');
  const faults = await Promise.all(
    shops.map((shop) => shopUnderFaults(shop, hopsOf(shop), options.faults, signal)),
  );
  return shops.map((shop, index) => ({
    name: shop.name,
    label: shop.label,
    turns: turns.get(shop) ?? [],
    counters: counters.get(shop) ?? missing(shop),
    underFaults: faults[index] ?? missing(shop),
  }));
}

function missing({ label }: Shop): never {
  throw new Error(`${label} was not measured`);
}

/** Each shop has a turn in each round, in one order and then in reverse, while all others are paused. */
async function measureSpeed(
  shops: readonly Shop[],
  options: CheckoutOptions,
  signal: AbortSignal,
): Promise<ReadonlyMap<Shop, readonly Turn[]>> {
  const turns = new Map<Shop, Turn[]>(shops.map((shop) => [shop, []]));
  say('warming up');
  for (const shop of shops) await alone(shop, () => warmUp(shop, options, signal));
  for (let round = 0; round < options.rounds; round += 1) {
    say(`round ${round + 1} of ${options.rounds}`);
    for (const shop of round % 2 === 0 ? shops : shops.toReversed())
      await alone(shop, async () => void turns.get(shop)?.push(await takeTurn(shop, shops, options, signal)));
  }
  return turns;
}

async function alone(shop: Shop, work: () => Promise<void>): Promise<void> {
  await shop.resume();
  await work();
  await shop.pause();
}
