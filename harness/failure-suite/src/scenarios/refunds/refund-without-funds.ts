import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectPaid, expectResponse } from '../expectations.ts';
import { paymentsComparedWhenOld } from '../reconciliation-seen.ts';
import { onlyRefundOf } from '../refunds-seen.ts';

export default {
  name: 'refund-without-funds',
  broken:
    "Stripe accepts a refund, but the account's balance is too low. For another one, it asks the customer for bank details.",
  customerSees:
    'Both refunds are pending, and no text says that a bank has them. Once there are funds, the first is made. The second does not go through.',
  cell: { edge: 'payments->stripe', fault: 'external change', phase: 'after the response' },
  proves: ['refund.recovery', 'refund.observability'],
  settings: { 'stripe-simulator': { REFUND_SETTLES_AFTER_MS: '600000' } },
  run: async (system) => {
    const held = async (name: string, what: 'funds' | 'customer') => {
      const customer = system.shopper(name);
      const orderId = expectPaid(
        await customer.checkOut({ order: { paymentMethod: 'pm_card_pendingRefund' } }),
      );
      assert.equal(expectResponse(await customer.refund(orderId), 201)['status'], 'pending');
      const id = String((await onlyRefundOf(system, orderId))['provider_refund_id']);
      await system.simulator.post(`/_simulator/refunds/${id}/hold`, { for: what });
      return { orderId, id, customer };
    };
    const withoutFunds = await held('Ada', 'funds');
    const withoutDetails = await held('Grace', 'customer');
    await paymentsComparedWhenOld(system);
    const [run] = await system.query('payments', 'select last_found from reconciliation', []);
    assert.partialDeepStrictEqual(run?.['last_found'], {
      refund_waits_for_funds: 1,
      refund_waits_for_customer: 1,
    });
    for (const { orderId, customer } of [withoutFunds, withoutDetails]) {
      const { status, notice } = expectResponse(await customer.get(`/orders/${orderId}`), 200);
      assert.equal(status, 'refund_pending');
      assert.doesNotMatch(String(notice), /\bbank\b|nothing you need to do/, 'what the refund waits for');
    }
    await system.simulator.post(`/_simulator/refunds/${withoutFunds.id}/settle`, { as: 'succeeded' });
    await system.simulator.post(`/_simulator/refunds/${withoutDetails.id}/settle`, { as: 'failed' });
    await becomes(system, withoutFunds.orderId, 'refunded');
    await becomes(system, withoutDetails.orderId, 'paid');
  },
} satisfies Scenario;
