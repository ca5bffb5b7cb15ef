import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { ordersComparedWhenOld } from '../reconciliation-seen.ts';

const key = 'partner-7c5e3a1f9d8b4e6a20';

export default {
  name: 'partner-sells-with-payments',
  broken: 'A partner with an API key charges for an order of its own, which checkout does not know.',
  customerSees: "The partner's customer keeps what was bought: checkout's reconciliation refunds nothing.",
  cell: { edge: 'checkout->payments', fault: "another caller's key", phase: 'after the response' },
  proves: ['payment.recovery'],
  fallacies: ['there is one administrator'],
  settings: { payments: { EXTRA_API_KEYS: `partner:${key}:charge` } },
  livenessMs: 30_000,
  run: async (system) => {
    const orderId = `ord_${randomUUID().replaceAll('-', '')}`;
    const amount = { amountMinor: 4200, currency: 'usd' };
    const response = await fetch(`${system.edge('checkout->payments')}/payments`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify({ orderId, amount, paymentMethod: 'pm_card_visa' }),
    });
    await response.text();
    assert.equal(response.status, 201, 'the partner could not charge');
    await ordersComparedWhenOld(system);
    const { charges, refunds } = await system.ledgers();
    assert.deepEqual([charges.length, refunds], [1, []], "checkout refunded the partner's charge");
  },
} satisfies Scenario;
