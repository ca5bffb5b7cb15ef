import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { InvalidArgumentError } from '@commander-js/extra-typings';
import { bundlePrograms, repositoryRoot } from '@holdfast/local-stack';
import {
  type AddBench,
  jsonOption,
  print,
  quickOption,
  roundsOption,
  say,
  shortOption,
} from '../command-line.ts';
import { holdContest, type Result } from '../measure/contest.ts';
import { watchOthers } from '../measure/cpu-time.ts';
import { thisMachine } from '../measure/machine.ts';
import { assertRedis } from '../measure/needs.ts';
import { stackCpuSeconds } from '../measure/stack/processes.ts';
import { shopUnderFaults } from './faults/faults.ts';
import { type CheckoutReport, type Faults, goalsOf, showReport } from './report.ts';
import { bundledPrograms } from './shops/shop-programs.ts';
import { labels, type ShopName, shopNames } from './shops/shop-names.ts';
import { Shop } from './shops/shop.ts';
import { quick, short, type Size, thorough } from './size.ts';
import { clients, placeAndDrain, takeTurn } from './speed/turn.ts';

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
    const bundles = await bundlePrograms(bundledPrograms);
    for (const name of names) {
      say(`starting ${labels[name]}`);
      const shop = await Shop.start(name, path.join(dataDir, name), bundles);
      shops.push(shop);
      await shop.pause();
      signal.throwIfAborted();
    }
    const { result, othersShare } = await measureSpeed(shops, size, signal);
    const machine = thisMachine(othersShare);
    const underFaults = await faultsOf(shops, size, signal);
    return { machine, size, result, underFaults, goals: goalsOf(result, underFaults, machine) };
  } finally {
    await Promise.all(shops.map((shop) => shop.close()));
    await rm(dataDir, { recursive: true });
  }
}

/** Each shop has a turn in each round, while all others are paused. */
async function measureSpeed(
  shops: readonly Shop[],
  size: Size,
  signal: AbortSignal,
): Promise<{ result: Result; othersShare: number }> {
  say('warming up');
  for (const shop of shops) await alone(shop, () => placeAndDrain(shop, size.warmUp, signal));
  const share = watchOthers(() => shops.reduce((sum, shop) => sum + stackCpuSeconds(shop.stack), 0));
  const contestants = shops.map((shop) => ({
    name: shop.name,
    label: labels[shop.name],
    takeTurn: () => alone(shop, () => takeTurn(shop, size, signal)),
  }));
  const title = `CPU ms per paid order, until nothing is left to do, ${clients} clients`;
  const ratios = { 'x naive': 'shop' };
  const result = await holdContest({ title, contestants, ratios, baseline: 'naive' }, size.rounds);
  return { result, othersShare: share() };
}

/** The harm does not depend on time, so the shops share the machine. */
async function faultsOf(shops: readonly Shop[], size: Size, signal: AbortSignal): Promise<Faults> {
  say('shopping under faults');
  const found = shops.map(async (shop) => {
    await shop.resume();
    return [shop.name, await shopUnderFaults(shop, await shop.openHops(), size.faults, signal)] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

async function alone<Done>(shop: Shop, work: () => Promise<Done>): Promise<Done> {
  await shop.resume();
  const result = await work();
  await shop.pause();
  return result;
}
