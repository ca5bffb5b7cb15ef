import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { bundlePrograms, freePortBase, repositoryRoot } from '@holdfast/local-stack';
import { watchOthers } from '../measure/cpu-time.ts';
import { thisMachine } from '../measure/machine.ts';
import { InvalidArgumentError } from '@commander-js/extra-typings';
import {
  type AddBench,
  jsonOption,
  print,
  quickOption,
  roundsOption,
  say,
  shortOption,
} from '../command-line.ts';
import { assertRedis } from '../measure/needs.ts';
import { readSearchPath } from './checkout.config.ts';
import { quick, short, type Size, thorough } from './size.ts';
import { shopUnderFaults } from './faults/faults.ts';
import { goalsOf } from './goals.ts';
import { type CheckoutReport, showReport } from './report.ts';
import { type Measured, resultsOf } from './results.ts';
import { bundledPrograms } from './shops/shop-programs.ts';
import { type ShopName, shopNames } from './shops/shop-names.ts';
import { Shop } from './shops/shop.ts';
import { placeAndDrain, takeTurn, type Turn } from './speed/turn.ts';

/**
 * `npm run bench -- checkout`: a whole order through Holdfast, through the same shop without keys, outbox and
 * inbox, and through DBOS workflows: its cost, and what happens under faults.
 */
export const addCheckout: AddBench = (bench, signal) =>
  bench
    .command('checkout')
    .description('A whole order, beside the same shop without safety. Needs a Redis server.')
    .addOption(quickOption)
    .addOption(shortOption)
    .addOption(roundsOption)
    .option('--only <names>', 'measure these shops, divided by commas', shopsIn, shopNames)
    .addOption(jsonOption)
    .action(async ({ quick: isQuick, short: isShort, rounds, only, json }) => {
      const size = isShort === true ? short : isQuick === true ? quick : thorough;
      print(await measureShops(only, { ...size, rounds: rounds ?? size.rounds }, signal), json, showReport);
    });

function shopsIn(only: string): readonly ShopName[] {
  const wanted = only.split(',').map((name) => name.trim());
  if (wanted.every((name) => shopNames.some((each) => each === name)))
    return shopNames.filter((name) => wanted.includes(name));
  throw new InvalidArgumentError(`It must be a list of ${shopNames.join(', ')}.`);
}

async function measureShops(
  names: readonly ShopName[],
  size: Size,
  signal: AbortSignal,
): Promise<CheckoutReport> {
  assertRedis();
  const dataDir = path.join(repositoryRoot, '.local', `bench-${process.pid}`);
  mkdirSync(dataDir, { recursive: true });
  const shops: Shop[] = [];
  try {
    say('starting');
    await startAll(names, dataDir, shops, signal);
    const { turns, othersShare } = await measureSpeed(shops, size, signal);
    const machine = thisMachine(othersShare);
    const results = resultsOf(await withFaults(shops, turns, size, signal), machine.cores);
    return { machine, size, results, goals: goalsOf(results, machine) };
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

type Turns = ReadonlyMap<Shop, readonly Turn[]>;

async function withFaults(
  shops: readonly Shop[],
  turns: Turns,
  size: Size,
  signal: AbortSignal,
): Promise<Measured[]> {
  say('shopping under faults');
  // Their harm does not depend on time, so the shops share the machine from here on.
  const faults = await Promise.all(
    shops.map(async (shop) => {
      await shop.resume();
      return shopUnderFaults(shop, await shop.openHops(), size.faults, signal);
    }),
  );
  return shops.map((shop, index) => ({
    name: shop.name,
    label: shop.label,
    turns: turns.get(shop) ?? [],
    underFaults: faults[index] ?? missing(shop),
  }));
}

function missing({ label }: Shop): never {
  throw new Error(`${label} was not measured`);
}

/** Each shop has a turn in each round, in one order and then in reverse, while all others are paused. */
async function measureSpeed(
  shops: readonly Shop[],
  size: Size,
  signal: AbortSignal,
): Promise<{ turns: Turns; othersShare: number }> {
  const turns = new Map<Shop, Turn[]>(shops.map((shop) => [shop, []]));
  say('warming up');
  for (const shop of shops) await alone(shop, () => placeAndDrain(shop, size.warmUp, signal));
  const share = watchOthers(() => shops.reduce((sum, shop) => sum + shop.cpuSeconds(), 0));
  for (let round = 0; round < size.rounds; round += 1) {
    say(`round ${round + 1} of ${size.rounds}`);
    for (const shop of round % 2 === 0 ? shops : shops.toReversed())
      await alone(shop, async () => void turns.get(shop)?.push(await takeTurn(shop, size, signal)));
  }
  return { turns, othersShare: share() };
}

async function alone(shop: Shop, work: () => Promise<unknown>): Promise<void> {
  await shop.resume();
  await work();
  await shop.pause();
}
