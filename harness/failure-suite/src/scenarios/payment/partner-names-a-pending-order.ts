import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { bankPayment } from '../a-bank-payment.ts';
import { partnerCharges, partnerSettings } from '../a-partner.ts';
import { becomes, statusOf } from '../expectations.ts';
import { ordersComparedWhenOld } from '../reconciliation-seen.ts';

export default {
  name: 'partner-names-a-pending-order',
  broken:
    'An order waits for a bank transfer. A partner with an API key names it in two charges of its own: one is declined, one succeeds.',
  customerSees:
    "The order is neither declined nor paid by the partner's charges. It is paid when the bank's transfer arrives.",
  cell: { edge: 'checkout->payments', fault: "another caller's key", phase: 'before the callee sees it' },
  proves: ['payment.idempotency', 'payment.recovery'],
  fallacies: ['there is one administrator'],
  settings: partnerSettings,
  livenessMs: 30_000,
  run: async (system) => {
    const { orderId, end } = await bankPayment(system, system.shopper('Ada'));
    for (const [paymentMethod, status] of [
      ['pm_card_chargeDeclined', 402],
      ['pm_card_visa', 201],
    ] as const)
      assert.equal((await partnerCharges(system, orderId, paymentMethod)).status, status);
    await ordersComparedWhenOld(system);
    assert.equal(await statusOf(system, orderId), 'payment_pending', "the partner's charges ended the order");
    await end('succeeded');
    await becomes(system, orderId, 'paid');
    const { charges, refunds } = await system.ledgers();
    const charged = charges.filter(
      ({ status, metadata }) => status === 'succeeded' && metadata['orderId'] === orderId,
    );
    assert.deepEqual([charged.length, refunds], [2, []], 'one of two separate sales was refunded');
  },
} satisfies Scenario;
