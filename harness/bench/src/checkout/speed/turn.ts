import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Values } from '../../measure/contest.ts';
import { cpuSeconds } from '../../measure/cpu-time.ts';
import { type Basket, newBasket } from '../../measure/orders/basket.ts';
import { OrderPacer } from '../../measure/orders/pace-orders.ts';
import { placeOrders } from '../../measure/orders/place-orders.ts';
import { type ProcessName, processNames, productNames } from '../../measure/process-names.ts';
import { quantile } from '../../measure/statistics.ts';
import { drained } from '../shops/drained.ts';
import { type Shop } from '../shops/shop.ts';
import { type Size } from '../size.ts';

/** Concurrent customers at full speed. */
export const clients = 32;
/** The longest that work may go on after the last response. */
const drainTimeoutMs = 120_000;

type OfProcesses = Readonly<Record<ProcessName, number>>;

/** Places orders as fast as all clients can; returns the time when nothing was left to do. */
export async function placeAndDrain(shop: Shop, orders: number, signal: AbortSignal): Promise<number> {
  const placed = await placeOrders({ port: shop.checkoutPort, orders, clients, next: newBasket, signal });
  return drainedWithReceipts(shop, placed, signal);
}

/** @throws Error if a shop that says it is done has not sent one receipt for each order */
async function drainedWithReceipts(
  shop: Shop,
  baskets: readonly Basket[],
  signal: AbortSignal,
): Promise<number> {
  const drainedAt = await drained(shop, baskets, drainTimeoutMs, signal);
  const without = baskets.filter(({ email }) => shop.sink.emailsTo(email) !== 1);
  if (without.length === 0) return drainedAt;
  throw new Error(`${shop.label} has sent not one receipt for ${without.length} of ${baskets.length} orders`);
}

function readCpu(shop: Shop): OfProcesses {
  return Object.fromEntries(processNames.map((name) => [name, cpuSeconds(shop.pid(name))])) as OfProcesses;
}

/** Places orders at a steady rate. Each must be accepted. */
async function paced(
  shop: Shop,
  perSecond: number,
  seconds: number,
  signal: AbortSignal,
): Promise<Float64Array> {
  const placed: Basket[] = [];
  const next = (): Basket => {
    const basket = newBasket();
    placed.push(basket);
    return basket;
  };
  const pacer = new OrderPacer(shop.checkoutPort, perSecond, next);
  await sleep(seconds * 1_000, undefined, { signal }).finally(() => pacer.stop());
  const refused = [...pacer.others.keys()].filter((status) => status !== 202);
  if (refused.length > 0) throw new Error(`${shop.label} returned ${refused.join(', ')}`);
  await drainedWithReceipts(shop, placed, signal);
  return pacer.takeLatencies();
}

/**
 * One turn of a shop: full speed, then half of it. CPU ms per order of each process and of the shop, NaN
 * without /proc; orders per second until nothing is left to do; latencies at half of that rate.
 */
export async function takeTurn(
  shop: Shop,
  { orders, pacedSeconds }: Size,
  signal: AbortSignal,
): Promise<Values> {
  const [before, begun] = [readCpu(shop), performance.now()];
  const drainedAt = await placeAndDrain(shop, orders, signal);
  const after = readCpu(shop);
  const ofProcess = processNames.map(
    (name) => [name, ((after[name] - before[name]) * 1_000) / orders] as const,
  );
  const cpuMs = Object.fromEntries(ofProcess) as OfProcesses;
  const perSecond = orders / ((drainedAt - begun) / 1_000);
  const latenciesMs = await paced(shop, perSecond / 2, pacedSeconds, signal);
  return {
    ...cpuMs,
    shop: productNames.reduce((sum, name) => sum + cpuMs[name], 0),
    'orders/s': perSecond,
    'a core': perSecond / cpus().length,
    'paced/s': perSecond / 2,
    'p50 ms': quantile(latenciesMs, 0.5),
    'p99 ms': quantile(latenciesMs, 0.99),
  };
}
