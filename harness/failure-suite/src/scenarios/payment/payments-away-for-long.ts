import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import {
  becomes,
  expectChargedOnce,
  expectPaid,
  expectPending,
  expectRefundPending,
} from '../expectations.ts';

/** Far more than one request makes: someone else must go on. */
const tries = 40;

const areTried = (system: System, orders: readonly string[]): Promise<unknown> =>
  system.until(
    `the order and the refund are tried ${tries} times`,
    async () => {
      const unfinished = await system.query(
        'checkout',
        `select tries from idempotency_key where state <> 'done' and tries >= $1`,
        [tries],
      );
      return unfinished.length >= orders.length;
    },
    60_000,
  );

export default {
  name: 'payments-away-for-long',
  broken: `No copy of payments runs until an order and a refund were tried ${tries} times each.`,
  customerSees:
    'The order and the refund are accepted as pending. Once payments is back, the order is charged once and the refund is made once.',
  cell: { edge: 'checkout->payments', fault: 'dead', phase: 'connect' },
  proves: ['payment.recovery', 'refund.recovery', 'checkout.fallback', 'refund.fallback'],
  // Forty tries within seconds instead of minutes.
  settings: { checkout: { KEY_RECHECK_CAP_MS: '100', KEY_COMPLETE_INTERVAL_MS: '100' } },
  run: async (system) => {
    const [ada, grace] = [system.shopper('Ada'), system.shopper('Grace')];
    const paid = expectPaid(await ada.checkOut());
    const copies = ['payments', 'payments-2'].map((name) => system.process(name));
    await Promise.all(copies.map((copy) => copy.kill()));
    const pending = expectPending(await grace.checkOut({ attempts: 1 }));
    await expectRefundPending(ada, paid, await ada.refund(paid, { attempts: 1 }));
    await areTried(system, [paid, pending]);
    await Promise.all(copies.map((copy) => copy.start()));
    await becomes(system, pending, 'paid');
    await expectChargedOnce(system, pending);
    await becomes(system, paid, 'refunded');
    assert.equal((await system.ledgers()).refunds.length, 1);
  },
} satisfies Scenario;
