import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { disputeIs, openDispute } from '../a-dispute.ts';
import { becomes, expectPaid, expectResponse, statusOf } from '../expectations.ts';
import { refundedAtStripe } from '../parts-of-refunds.ts';

export default {
  name: 'dispute-events-withheld',
  broken:
    'The provider sends nothing about a dispute until it is lost. Meanwhile the customer requests a refund, which only the provider can refuse.',
  customerSees:
    'The refund is refused, and the order stays paid. When the events arrive, the order shows the lost dispute.',
  cell: { edge: 'stripe->payments', fault: 'withhold', phase: 'throughout' },
  proves: ['webhook.fallback', 'refund.recovery'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut());
    await system.simulator.withholdEvents();
    const dispute = await openDispute(system, orderId);
    expectResponse(await ada.refund(orderId), 409, 'order_not_refundable');
    assert.equal(await statusOf(system, orderId), 'paid');
    await dispute.close('lost');
    expectResponse(await ada.refund(orderId), 409, 'order_not_refundable');
    await system.simulator.clearFaults();
    await disputeIs(system, ada, orderId, 'lost');
    await becomes(system, orderId, 'paid');
    assert.deepEqual(await refundedAtStripe(system), []);
  },
} satisfies Scenario;
