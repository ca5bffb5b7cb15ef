import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { disputeHistory, disputeIs, openDispute } from '../a-dispute.ts';
import { expectPaid, expectResponse } from '../expectations.ts';
import { expectNothingSent } from '../parts-of-refunds.ts';

export default {
  name: 'dispute-reopened',
  broken:
    'We win a dispute. The bank contests that, withdraws the money again, and decides in favor of its customer.',
  customerSees:
    'Each step in the history. From the day on which the dispute is reopened, nothing is refunded on top of it.',
  cell: { edge: 'stripe->payments', fault: 'external change', phase: 'after the response' },
  proves: ['refund.idempotency', 'refund.observability'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut());
    const dispute = await openDispute(system, orderId);
    await dispute.close('won');
    await disputeIs(system, ada, orderId, 'won');
    await dispute.reopen();
    await disputeIs(system, ada, orderId, 'needs_response');
    const refused = async (): Promise<unknown> =>
      expectResponse(await ada.refund(orderId), 409, 'order_not_refundable');
    await expectNothingSent(system, orderId, refused);
    await dispute.close('lost');
    await disputeIs(system, ada, orderId, 'lost');
    await expectNothingSent(system, orderId, refused);
    assert.deepEqual((await disputeHistory(system, orderId)).slice(-3), ['won', 'needs_response', 'lost']);
  },
} satisfies Scenario;
