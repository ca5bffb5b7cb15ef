import assert from 'node:assert/strict';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectPaid, expectResponse } from '../expectations.ts';
import { refundedTotalIs, refundPart, tea } from '../parts-of-refunds.ts';
import { refundsOf } from '../refunds-seen.ts';

const order = { ...twoTeas, paymentMethod: 'pm_card_refundFail' };

export default {
  name: 'part-returned-by-the-bank',
  broken:
    'Both packs of tea are refunded, and the bank returns the money; they are refunded again, and it is returned again.',
  customerSees:
    'Each time, the order shows that the refund failed, and the amount and its products are free again.',
  cell: { edge: 'stripe->payments', fault: 'late', phase: 'after the response' },
  proves: ['refund.recovery', 'refund.observability'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order }));
    for (const nth of [1, 2]) {
      expectResponse(await refundPart(system, ada, orderId, tea(2)), 201);
      await system.until(
        `the bank returns refund ${nth}`,
        async () =>
          (await refundsOf(system, orderId)).filter(({ status }) => status === 'failed').length === nth,
      );
      const order = await refundedTotalIs(system, ada, orderId, 0);
      assert.equal(order['status'], 'paid');
      assert.match(String(order['notice']), /did not go through/);
    }
  },
} satisfies Scenario;
