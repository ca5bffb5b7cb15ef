import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { isMailed } from '../emails-seen.ts';
import { becomes, expectAccepted, expectChargedOnce, expectResponse } from '../expectations.ts';
import { debug, inspectable, jumpClock } from '../inside-a-process.ts';
import { holdAt } from '../at-a-point.ts';
import { orderBegunBy } from '../expectations.ts';

const minutes = 60_000;

/** The clock of one process jumps while it handles an order, and back while it handles another. */
async function jumping(system: System, service: string, aheadMs: number): Promise<void> {
  const name = `${service}-2`;
  const inside = await debug(system, name);
  const orders: string[] = [];
  try {
    for (const ms of [aheadMs, 0]) {
      const waiting = await orderInTheHandsOf(system, service);
      await jumpClock(inside, ms);
      system.note(`the clock of ${name} is ${ms / minutes} minutes off`);
      // Its lease is renewed several times, and the other instance looks for abandoned orders.
      if (service === 'checkout') await delay(1_000);
      orders.push(await waiting());
      const others = Array.from({ length: 4 }, () => system.shopper().checkOut());
      orders.push(...(await Promise.all(others)).map(expectAccepted));
    }
  } finally {
    await jumpClock(inside, 0);
    inside.close();
  }
  for (const orderId of orders) await becomes(system, orderId, 'paid');
  for (const orderId of orders) {
    await expectChargedOnce(system, orderId);
    assert.equal((await isMailed(system, orderId)).length, 1, 'copies of the receipt');
  }
  if (service === 'checkout') await expectNotTakenAway(system, orders);
  const refunded = system.shopper('Grace');
  const orderId = expectAccepted(await refunded.checkOut());
  await becomes(system, orderId, 'paid');
  expectResponse(await refunded.refund(orderId), 201);
}

/** Only the database's clock decides whether an instance of checkout still owns its orders. */
async function expectNotTakenAway(system: System, orders: readonly string[]): Promise<void> {
  const epochs = await system.query(
    'checkout',
    'select max(k.epoch) as epoch from idempotency_key k join orders using (key_hash) where order_id = any($1)',
    [orders],
  );
  assert.deepEqual(epochs, [{ epoch: 1 }], 'an order was taken away from a live instance');
}

const points = {
  checkout: { edge: 'checkout-2->payments', direction: 'request' },
  payments: { edge: 'payments-2->stripe', direction: 'request', label: 'POST /v1/payment_intents' },
  email: { edge: 'email-2->mail', direction: 'request', label: 'DATA' },
} as const;

/** Places orders until one is held in the second instance; the returned function lets it go on. */
async function orderInTheHandsOf(system: System, service: string): Promise<() => Promise<string>> {
  const point = points[service as keyof typeof points];
  const shoppers = Array.from({ length: 6 }, () => system.shopper());
  const { held, outcome } = await holdAt(system, point, () =>
    Promise.all(shoppers.map((shopper) => shopper.checkOut({ timeoutMs: 20_000 }))),
  );
  const ids = await Promise.all(shoppers.map((shopper) => orderBegunBy(system, shopper)));
  return async () => {
    await held.release('forward');
    await outcome;
    for (const orderId of ids) await becomes(system, orderId, 'paid');
    for (const orderId of ids) await expectChargedOnce(system, orderId);
    return ids[0] ?? '';
  };
}

const base = {
  needs: 'processes',
  settings: inspectable,
  customerSees: 'Nothing: each order is paid and charged once, and gets one receipt.',
  livenessMs: 30_000,
} as const;
/** Changes nothing, but no other scenario runs on this stack, whose rows are dated in the future. */
const aheadIn = (name: string) => ({ ...inspectable, [name]: { CLOCK_OFFSET_MS: '0' } });
const cell = { fault: 'clock jump', phase: 'throughout' } as const;

export default [
  {
    ...base,
    name: 'clock-jumps-ahead-in-checkout',
    settings: aheadIn('checkout-2'),
    broken:
      'The clock of an instance of checkout jumps ten minutes ahead while it handles an order, and back.',
    cell: { ...cell, edge: 'checkout' },
    proves: ['checkout.idempotency'],
    run: (system) => jumping(system, 'checkout', 10 * minutes),
  },
  {
    ...base,
    name: 'clock-jumps-back-in-checkout',
    broken:
      'The clock of an instance of checkout jumps ten minutes back while it handles an order, and ahead.',
    cell: { ...cell, edge: 'checkout' },
    proves: ['checkout.idempotency'],
    run: (system) => jumping(system, 'checkout', -10 * minutes),
  },
  {
    ...base,
    name: 'clock-jumps-ahead-in-payments',
    settings: aheadIn('payments-2'),
    broken: 'The clock of an instance of payments jumps ten minutes ahead while it charges a card, and back.',
    cell: { ...cell, edge: 'payments' },
    proves: ['payment.idempotency'],
    run: (system) => jumping(system, 'payments', 10 * minutes),
  },
  {
    ...base,
    name: 'clock-jumps-back-in-payments',
    broken: 'The clock of an instance of payments jumps ten minutes back while it charges a card, and ahead.',
    cell: { ...cell, edge: 'payments' },
    proves: ['payment.idempotency'],
    run: (system) => jumping(system, 'payments', -10 * minutes),
  },
  {
    ...base,
    name: 'clock-jumps-ahead-in-email',
    broken: 'The clock of an instance of email jumps ten minutes ahead while it sends a receipt, and back.',
    cell: { ...cell, edge: 'email' },
    proves: ['receipt.idempotency'],
    run: (system) => jumping(system, 'email', 10 * minutes),
  },
  {
    ...base,
    name: 'clock-jumps-back-in-email',
    broken: 'The clock of an instance of email jumps ten minutes back while it sends a receipt, and ahead.',
    cell: { ...cell, edge: 'email' },
    proves: ['receipt.idempotency'],
    run: (system) => jumping(system, 'email', -10 * minutes),
  },
] satisfies readonly Scenario[];
