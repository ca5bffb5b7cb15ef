import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectResponse, expectPaid } from '../expectations.ts';

export default {
  name: 'refund-settled-by-webhook',
  broken:
    'The bank takes its time with a refund and reports the result by webhook; the first such webhook is lost.',
  customerSees: 'The refund is pending. The order becomes refunded when the webhook is sent again.',
  cell: { edge: 'stripe->payments', fault: 'reset', phase: 'before the callee sees it' },
  proves: ['refund.recovery', 'webhook.retry'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: { paymentMethod: 'pm_card_pendingRefund' } }));
    const strike = await system.lab.strike({
      edge: 'stripe->payments',
      direction: 'request',
      contains: 'refund.updated',
      action: { kind: 'reset' },
    });
    const body = expectResponse(await ada.refund(orderId), 201);
    await strike.hit();
    assert.equal(body['status'], 'pending');
    await becomes(system, orderId, 'refunded');
    assert.equal((await system.ledgers()).refunds.length, 1);
  },
} satisfies Scenario;
