import assert from 'node:assert/strict';
import { twoTeas } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { mailsAbout } from '../emails-seen.ts';
import { becomes, expectPaid, expectResponse, statusOf } from '../expectations.ts';
import {
  expectNothingSent,
  refundedAtStripe,
  refundedTotalIs,
  refundPart,
  tea,
  usd,
} from '../parts-of-refunds.ts';

export default {
  name: 'parts-until-nothing-is-left',
  broken:
    'An order is refunded in three parts: one pack of tea, an amount, and the rest. Then one more cent is requested.',
  customerSees:
    'The order is paid until the last part and then refunded; every part is emailed. The cent is refused.',
  cell: { edge: 'shopper->checkout', fault: 'repeat', phase: 'after the response' },
  proves: ['refund.idempotency', 'refund.observability'],
  isShort: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: twoTeas }));
    expectResponse(await refundPart(system, ada, orderId, tea(1)), 201);
    assert.equal(await statusOf(system, orderId), 'paid');
    expectResponse(await refundPart(system, ada, orderId, usd(1_000)), 201);
    assert.equal(await statusOf(system, orderId), 'paid');
    const rest = expectResponse(await ada.refund(orderId), 201);
    assert.deepEqual(rest['amount'], { amountMinor: 1_100, currency: 'usd' });
    await becomes(system, orderId, 'refunded');
    await refundedTotalIs(system, ada, orderId, 4_200);
    await expectNothingSent(system, orderId, async () =>
      expectResponse(await refundPart(system, ada, orderId, usd(1)), 409, 'order_not_refundable'),
    );
    assert.deepEqual(await refundedAtStripe(system), [1_000, 1_100, 2_100]);
    for (const said of ['We have refunded $21.00', 'We have refunded $10.00', 'We have refunded $11.00'])
      await system.until(`an email says: ${said}`, async () =>
        (await mailsAbout(system, orderId)).some(({ text }) => text.includes(said)),
      );
  },
} satisfies Scenario;
