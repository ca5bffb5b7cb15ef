import { cpuSnapshot } from '../../measure/cpu-time.ts';
import { type Basket, newBasket } from '../../measure/orders/basket.ts';
import { OrderPacer } from '../../measure/orders/pace-orders.ts';
import { placeOrders } from '../../measure/orders/place-orders.ts';
import { type ProcessName, processNames } from '../../measure/process-names.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { drained } from '../shops/drained.ts';
import { type Shop } from '../shops/shop.ts';
import { type Size } from '../size.ts';

/** Concurrent customers at full speed. */
export const clients = 32;
/** The longest that work may go on after the last response. */
const drainTimeoutMs = 120_000;

type CpuSeconds = Readonly<Record<ProcessName, number>>;

interface FullSpeed {
  readonly orders: number;
  /** From the first request until nothing is left to do. */
  readonly seconds: number;
  /** CPU time of each process in that time. NaN where it cannot be read. */
  readonly cpuSeconds: CpuSeconds;
}

/** One turn of a shop: full speed, then half of it. */
export interface Turn extends FullSpeed {
  readonly pacedPerSecond: number;
  readonly latenciesMs: Float64Array;
}

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

function readCpu(shop: Shop): CpuSeconds {
  const secondsOf = cpuSnapshot();
  return Object.fromEntries(processNames.map((name) => [name, secondsOf(shop.pid(name))])) as CpuSeconds;
}

async function fullSpeed(shop: Shop, orders: number, signal: AbortSignal): Promise<FullSpeed> {
  const [before, begun] = [readCpu(shop), performance.now()];
  const drainedAt = await placeAndDrain(shop, orders, signal);
  const after = readCpu(shop);
  const used = processNames.map((name) => [name, after[name] - before[name]]);
  return {
    orders,
    seconds: (drainedAt - begun) / 1_000,
    cpuSeconds: Object.fromEntries(used) as CpuSeconds,
  };
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

export async function takeTurn(
  shop: Shop,
  { orders, pacedSeconds }: Size,
  signal: AbortSignal,
): Promise<Turn> {
  const full = await fullSpeed(shop, orders, signal);
  const pacedPerSecond = full.orders / full.seconds / 2;
  return { ...full, pacedPerSecond, latenciesMs: await paced(shop, pacedPerSecond, pacedSeconds, signal) };
}
