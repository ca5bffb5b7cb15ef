import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { chargesOf, expectResponse, statusOf } from '../expectations.ts';

const declinedPayment = `select provider_payment_id from payment where order_id = $1 and status = 'failed'`;

export default {
  name: 'declined-charge-succeeds-later',
  broken:
    'The bank declines a card. Later, the same payment is confirmed at the provider with another card, outside the shop.',
  customerSees:
    'The order stays failed, as its customer was informed. The charge is refunded in full, and its history says so.',
  cell: { edge: 'stripe->payments', fault: 'a late charge', phase: 'after the response' },
  proves: ['webhook.fallback', 'refund.idempotency'],
  chargedElsewhere: 1,
  livenessMs: 30_000,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const declined = await ada.checkOut({ order: { paymentMethod: 'pm_card_chargeDeclined' } });
    const orderId = String(expectResponse(declined, 402, 'card_declined')['orderId']);
    const [payment] = await system.query('payments', declinedPayment, [orderId]);
    const intent = `/v1/payment_intents/${String(payment?.['provider_payment_id'])}`;
    await system.simulator.inDashboard(`${intent}/confirm`, { payment_method: 'pm_card_visa' });
    await system.until(
      'the late charge is refunded in full',
      async () => (await chargesOf(system, orderId)).some(({ status }) => status === 'refunded'),
      20_000,
    );
    assert.equal(await statusOf(system, orderId), 'payment_failed');
  },
} satisfies Scenario;
