import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { bankPayment } from '../a-bank-payment.ts';
import { becomes, expectChargedOnce } from '../expectations.ts';
import { refundedAtStripe } from '../parts-of-refunds.ts';

export default {
  name: 'refund-of-an-open-payment',
  broken: 'Payments is asked to refund a payment that the bank is still transferring.',
  customerSees: 'Nothing: the refund is refused. The order is paid when the money arrives.',
  cell: { edge: 'checkout->payments', fault: 'too early', phase: 'before the callee sees it' },
  proves: ['refund.idempotency'],
  run: async (system) => {
    const { orderId, end } = await bankPayment(system, system.shopper('Ada'));
    const [payment] = await system.query('payments', 'select payment_id from payment where order_id = $1', [
      orderId,
    ]);
    const path = `/payments/${String(payment?.['payment_id'])}/refunds`;
    const response = await fetch(`${system.edge('checkout->payments')}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${system.secrets.checkoutKey}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: '{}',
    });
    const { code } = (await response.json()) as { readonly code: unknown };
    const answer = `${response.status} ${String(code)}`;
    assert.equal(answer, '409 payment_not_refundable', 'the refund of an open payment');
    await end('succeeded');
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
    assert.deepEqual(await refundedAtStripe(system), []);
  },
} satisfies Scenario;
