import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectPaid } from '../expectations.ts';

export default {
  name: 'payments-called-without-a-key',
  broken:
    'A process in the network requests a charge and a refund from payments, without an API key and with a made-up one.',
  customerSees: 'Nothing: both requests get 401, nothing is charged, and orders are paid as usual.',
  cell: { edge: 'checkout->payments', fault: 'no credential', phase: 'before the callee sees it' },
  proves: ['payment.idempotency'],
  fallacies: ['the network is secure'],
  run: async (system) => {
    const orderId = expectPaid(await system.shopper('Ada').checkOut());
    const [payment] = await system.query('payments', 'select payment_id from payment where order_id = $1', [
      orderId,
    ]);
    const order = { orderId, amount: { amountMinor: 100, currency: 'usd' }, paymentMethod: 'pm_card_visa' };
    const asks = [
      ['/payments', JSON.stringify(order)],
      [`/payments/${String(payment?.['payment_id'])}/refunds`, '{}'],
    ] as const;
    for (const authorization of [undefined, 'Bearer made-up', `Basic ${btoa('checkout:x')}`]) {
      for (const [path, body] of asks) {
        const headers = {
          'content-type': 'application/json',
          'idempotency-key': 'k',
          ...(authorization && { authorization }),
        };
        const response = await fetch(system.edge('checkout->payments') + path, {
          method: 'POST',
          headers,
          body,
        });
        assert.equal(response.status, 401);
        assert.match(await response.text(), /"unauthorized"/);
      }
    }
    const { charges, refunds } = await system.ledgers();
    assert.deepEqual([charges.length, refunds.length], [1, 0]);
  },
} satisfies Scenario;
