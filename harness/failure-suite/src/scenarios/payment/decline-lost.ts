import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { chargesOf, expectResponse } from '../expectations.ts';

export default {
  name: 'decline-lost',
  broken: 'The bank declines the card, but the response is lost.',
  customerSees: '402 anyway, from the second attempt with the same key. Nothing is charged.',
  cell: { edge: 'payments->stripe', fault: 'reset', phase: 'after it ran, before a byte returns' },
  proves: ['payment.idempotency', 'payment.retry'],
  run: async (system) => {
    await system.lab.strike({ edge: 'payments->stripe', direction: 'response', action: { kind: 'reset' } });
    const response = await system
      .shopper('Ada')
      .checkOut({ order: { paymentMethod: 'pm_card_chargeDeclined' } });
    const { orderId } = expectResponse(response, 402, 'card_declined');
    const charges = await chargesOf(system, String(orderId));
    assert.deepEqual(
      charges.map(({ status }) => status),
      ['failed'],
    );
  },
} satisfies Scenario;
