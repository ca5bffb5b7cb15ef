import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { expectPaid } from '../expectations.ts';
import { refundedAtStripe, refundedTotalIs, usd } from '../parts-of-refunds.ts';
import { whileLocked } from '../row-locks.ts';

/** Refunds a part without checkout, which allows one refund of an order at a time. */
async function refundPayment(system: System, paymentId: unknown): Promise<string> {
  const response = await fetch(`${system.edge('checkout->payments')}/payments/${String(paymentId)}/refunds`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${system.secrets.checkoutKey}`,
      'idempotency-key': `"${randomUUID()}"`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(usd(1_000)),
    signal: system.signal,
  });
  const { code = 'refunded' } = (await response.json()) as { readonly code?: string };
  return code;
}

export default {
  name: 'parts-at-payments-at-once',
  broken:
    'Six refunds of $10.00 reach payments at the same moment, for a payment of $42.00. Its row is locked, so they are stored together.',
  customerSees: 'Four of them. For the others, too little is left.',
  cell: { edge: 'checkout->payments', fault: 'duplicate', phase: 'before the callee sees it' },
  proves: ['refund.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: twoTeas }));
    const [payment] = await system.query('payments', 'select payment_id from payment where order_id = $1', [
      orderId,
    ]);
    const row = ['select from payment where order_id = $1'];
    const results = await whileLocked(system, 'payments', row, [orderId], () =>
      Promise.all(Array.from({ length: 6 }, () => refundPayment(system, payment?.['payment_id']))),
    );
    const tooMuch = 'refund_exceeds_remaining';
    const refunded = Array.from({ length: 4 }, () => 'refunded');
    assert.deepEqual(results.toSorted(), [tooMuch, tooMuch, ...refunded]);
    await refundedTotalIs(system, ada, orderId, 4_000);
    assert.deepEqual(await refundedAtStripe(system), [1_000, 1_000, 1_000, 1_000]);
  },
} satisfies Scenario;
