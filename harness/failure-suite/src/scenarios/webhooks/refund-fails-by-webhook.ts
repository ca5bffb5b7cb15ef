import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectResponse, expectPaid } from '../expectations.ts';

export default {
  name: 'refund-fails-by-webhook',
  broken: 'A refund that succeeded fails days later: the bank returns the money, and a webhook reports it.',
  customerSees: 'The order is paid again, with a notice. The refund can be requested again.',
  cell: { edge: 'stripe->payments', fault: 'late', phase: 'after the response' },
  proves: ['refund.recovery', 'refund.observability'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: { paymentMethod: 'pm_card_refundFail' } }));
    expectResponse(await ada.refund(orderId), 201);
    await system.until('the order shows that the refund failed', async () => {
      const order = expectResponse(await ada.get(`/orders/${orderId}`), 200);
      return order['status'] === 'paid' && /did not go through/.test(String(order['notice']));
    });
    assert.deepEqual(
      (await system.ledgers()).refunds.map(({ status }) => status),
      ['failed'],
    );
  },
} satisfies Scenario;
