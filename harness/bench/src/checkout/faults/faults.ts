import { setTimeout as sleep } from 'node:timers/promises';
import { type Size } from '../size.ts';
import { drained } from '../shops/drained.ts';
import { type Hops, type Shop } from '../shops/shop.ts';
import { Customers, oneOf } from './customers.ts';
import { tally, type Tally } from './tally.ts';

/** Payments is killed this often, or as soon as it is ready again. */
const killEveryMs = 2_000;
/** Longer than any lease, breaker and retry of a shop. */
const drainTimeoutMs = 180_000;

/** The faults that struck a shop, and the harm to its customers. */
export interface FaultResult extends Tally {
  readonly kills: number;
  /** Between customer and checkout, checkout and payments, payments and Stripe. */
  readonly lostResponses: number;
  /** Customers who sent two requests at the same time, and webhooks delivered twice. */
  readonly duplicates: number;
}

/**
 * Sends customers to a shop while payments is killed again and again. Each twentieth response is lost on
 * every hop, each twentieth customer sends twice, and each webhook is delivered twice. Then the faults end,
 * the shop finishes, and its records are compared with the provider's charges and the emails.
 */
export async function shopUnderFaults(
  shop: Shop,
  hops: Hops,
  { seconds, ordersPerSecond }: Size['faults'],
  signal: AbortSignal,
): Promise<FaultResult> {
  const customers = new Customers(shop.stack.addresses.checkout);
  shop.setFaults({
    payments: { losesOneOf: oneOf },
    stripe: { losesOneOf: oneOf },
    webhooks: { repeats: true },
  });
  const over = new AbortController();
  const killing = killPayments(shop, over.signal);
  const shopping = customers.shop(Math.round(seconds * ordersPerSecond), ordersPerSecond, signal);
  try {
    await Promise.race([
      sleep(seconds * 1_000, undefined, { signal }),
      failureOf(shopping),
      failureOf(killing),
    ]);
    over.abort();
    const kills = await killing;
    shop.setFaults({ payments: {}, stripe: {}, webhooks: {} });
    await shopping;
    await drained(shop, [], drainTimeoutMs, signal);
    return { ...(await tallyOf(shop, customers)), kills, ...countFaults(hops, customers) };
  } finally {
    over.abort();
    await Promise.allSettled([killing, shopping]);
    await customers.close();
  }
}

/** Never resolves, so that it only ends a race with its failure. */
function failureOf(work: Promise<unknown>): Promise<never> {
  return work.then(() => new Promise<never>(() => undefined));
}

/** SIGKILL, then a restart, until `over`; resolves to the number of kills, with payments running. */
async function killPayments(shop: Shop, over: AbortSignal): Promise<number> {
  let kills = 0;
  for (;;) {
    await sleep(killEveryMs, undefined, { signal: over }).catch(() => undefined);
    if (over.aborted) return kills;
    await shop.stack.act('kill', 'payments');
    kills += 1;
    await shop.stack.act('start', 'payments');
  }
}

function countFaults({ payments, stripe, webhooks }: Hops, customers: Customers) {
  return {
    lostResponses: customers.lostResponses + payments.lost + stripe.lost,
    duplicates: customers.doubleClicks + webhooks.repeated,
  };
}

async function tallyOf(shop: Shop, { baskets, accepted }: Customers): Promise<Tally> {
  const orders = await shop.rows<{ orderId: string; email: string; status: string }>(
    'checkout',
    `select order_id as "orderId", customer_email as email, status from orders`,
  );
  const charges = await shop.charges();
  return tally({
    customers: baskets.map(({ email }) => email),
    accepted,
    orders,
    charges: charges.map(({ status, metadata }) => ({ status, orderId: metadata['orderId'] })),
    emailsTo: (email) => shop.sink.emailsTo(email),
  });
}
