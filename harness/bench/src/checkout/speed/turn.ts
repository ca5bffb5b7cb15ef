import { cpuSnapshot, machineCpuSeconds, ownCpuSeconds } from '../../measure/cpu-time.ts';
import { type Size } from '../size.ts';
import { drained } from '../shops/drained.ts';
import { type ProcessName, processNames } from '../../measure/process-names.ts';
import { type Shop } from '../shops/shop.ts';
import { placeAt, placeWith } from './load.ts';

/** Concurrent customers at full speed. */
export const clients = 32;
/** The longest that work may go on after the last response. */
const drainTimeoutMs = 120_000;

export interface FullSpeed {
  readonly orders: number;
  /** From the first request until nothing is left to do. */
  readonly seconds: number;
  /** CPU time of each process in that time. NaN where it cannot be read. */
  readonly cpuSeconds: Readonly<Record<ProcessName, number>>;
  /** CPU time that neither the shops nor the bench used. */
  readonly othersSeconds: number;
}

/** One turn of a shop: full speed, then half of it. */
export interface Turn extends FullSpeed {
  readonly pacedPerSecond: number;
  readonly latenciesMs: Float64Array;
}

interface CpuReading {
  readonly ofProcess: Readonly<Record<ProcessName, number>>;
  readonly others: number;
}

/** `all`: every shop, because the stores of those that are paused still run. */
function readCpu(shop: Shop, all: readonly Shop[]): CpuReading {
  const secondsOf = cpuSnapshot();
  const ofShops = all.flatMap((each) => processNames.map((name) => secondsOf(each.pid(name))));
  return {
    ofProcess: Object.fromEntries(
      processNames.map((name) => [name, secondsOf(shop.pid(name))]),
    ) as CpuReading['ofProcess'],
    others: machineCpuSeconds() - ofShops.reduce((sum, each) => sum + each, 0) - ownCpuSeconds(),
  };
}

async function fullSpeed(
  shop: Shop,
  all: readonly Shop[],
  orders: number,
  signal: AbortSignal,
): Promise<FullSpeed> {
  const before = readCpu(shop, all);
  const begun = performance.now();
  const baskets = await placeWith(clients, { port: shop.checkoutPort, orders, signal });
  const drainedAt = await drained(shop, baskets, drainTimeoutMs, signal);
  const after = readCpu(shop, all);
  assertReceipts(shop, baskets);
  return {
    orders,
    seconds: (drainedAt - begun) / 1_000,
    cpuSeconds: Object.fromEntries(
      processNames.map((name) => [name, after.ofProcess[name] - before.ofProcess[name]]),
    ) as FullSpeed['cpuSeconds'],
    othersSeconds: after.others - before.others,
  };
}

/** @throws Error if a shop that says it is done has not sent a receipt for each order */
function assertReceipts(shop: Shop, baskets: readonly { readonly email: string }[]): void {
  const without = baskets.filter(({ email }) => shop.sink.emailsTo(email) !== 1);
  if (without.length > 0)
    throw new Error(
      `${shop.label} has sent not one receipt for ${without.length} of ${baskets.length} orders`,
    );
}

/** Lets the compiler optimize; not measured. */
export async function warmUp(shop: Shop, { warmUp: orders }: Size, signal: AbortSignal): Promise<void> {
  const baskets = await placeWith(clients, { port: shop.checkoutPort, orders, signal });
  await drained(shop, baskets, drainTimeoutMs, signal);
}

export async function takeTurn(
  shop: Shop,
  all: readonly Shop[],
  { orders, pacedSeconds }: Size,
  signal: AbortSignal,
): Promise<Turn> {
  const full = await fullSpeed(shop, all, orders, signal);
  const pacedPerSecond = full.orders / full.seconds / 2;
  const paced = Math.max(1, Math.round(pacedPerSecond * pacedSeconds));
  const { latenciesMs, baskets } = await placeAt(pacedPerSecond, {
    port: shop.checkoutPort,
    orders: paced,
    signal,
  });
  await drained(shop, baskets, drainTimeoutMs, signal);
  assertReceipts(shop, baskets);
  return { ...full, pacedPerSecond, latenciesMs };
}
