import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { chargedLate, untilRefundedInFull } from '../a-late-charge.ts';
import { isMailed } from '../emails-seen.ts';
import { statusOf } from '../expectations.ts';

export default {
  name: 'declined-charge-succeeds-later',
  broken:
    'The bank declines a card. Later, the same payment is confirmed at the provider with another card, outside the shop.',
  customerSees:
    'The order stays failed, as its customer was informed. The charge is refunded in full; its history and an email say so.',
  cell: { edge: 'stripe->payments', fault: 'a late charge', phase: 'after the response' },
  proves: ['webhook.fallback', 'refund.idempotency'],
  chargedElsewhere: 1,
  livenessMs: 30_000,
  run: async (system) => {
    const orderId = await chargedLate(system, system.shopper('Ada'));
    await untilRefundedInFull(system, orderId);
    assert.equal(await statusOf(system, orderId), 'payment_failed');
    const [mail, ...more] = await isMailed(system, orderId);
    assert.match(mail?.subject ?? '', /^Your payment of \$[\d.]+ went through late$/);
    assert.deepEqual(more, []);
  },
} satisfies Scenario;
