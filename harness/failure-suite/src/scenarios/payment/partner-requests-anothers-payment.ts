import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectPaid } from '../expectations.ts';

const keys = { partner: 'partner-0f8e6d4c2b1a4938b7', board: 'board-5a7c9e1f3b2d4c6e8f' };

export default {
  name: 'partner-requests-anothers-payment',
  broken:
    "A partner with a valid API key reads and refunds a payment that belongs to checkout; then someone tries the queue board's key.",
  customerSees:
    "Nothing: for the partner that payment does not exist (404), and the queue board's key may neither charge nor refund (403).",
  cell: {
    edge: 'checkout->payments',
    fault: "another caller's key",
    phase: 'before the callee sees it',
  },
  proves: ['payment.idempotency'],
  fallacies: ['the network is secure'],
  settings: { payments: { EXTRA_API_KEYS: `partner:${keys.partner},board:${keys.board}:ops` } },
  run: async (system) => {
    const orderId = expectPaid(await system.shopper('Ada').checkOut());
    const [payment] = await system.query('payments', 'select payment_id from payment where order_id = $1', [
      orderId,
    ]);
    const path = `/payments/${String(payment?.['payment_id'])}`;
    const ask = async (key: string, method: string, where: string, body?: object): Promise<number> => {
      const response = await fetch(`${system.edge('checkout->payments')}${where}`, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      await response.text();
      return response.status;
    };
    const charge = {
      orderId,
      amount: { amountMinor: 4200, currency: 'usd' },
      paymentMethod: 'pm_card_visa',
    };
    assert.equal(await ask(keys.partner, 'GET', path), 404, "the partner can read checkout's payment");
    assert.equal(await ask(keys.partner, 'GET', `/payments?orderId=${orderId}`), 404);
    assert.equal(
      await ask(keys.partner, 'POST', `${path}/refunds`, {}),
      404,
      "the partner can refund checkout's payment",
    );
    assert.equal(await ask(keys.board, 'POST', '/payments', charge), 403, "the queue board's key can charge");
    assert.equal(
      await ask(keys.board, 'POST', `${path}/refunds`, {}),
      403,
      "the queue board's key can refund",
    );
    const { charges, refunds } = await system.ledgers();
    assert.deepEqual([charges.length, refunds.length], [1, 0]);
  },
} satisfies Scenario;
