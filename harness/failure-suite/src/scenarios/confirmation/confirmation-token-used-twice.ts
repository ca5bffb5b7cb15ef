import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectToConfirm, securedOrder } from '../a-confirmation.ts';
import { becomes, chargesOf, expectChargedOnce, expectPaid, statusOf } from '../expectations.ts';

export default {
  name: 'confirmation-token-used-twice',
  broken: 'A page sends one confirmation token with two keys, so that two orders claim it.',
  customerSees:
    'The first order is confirmed and paid. The second is refused: nothing is charged for it, however often it is sent.',
  cell: { edge: 'shopper->checkout', fault: 'duplicate', phase: 'after the response' },
  proves: ['confirmation.idempotency', 'payment.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const confirmationToken = await system.simulator.confirmationToken(securedOrder.paymentMethod);
    const order = { paymentMethod: undefined, confirmationToken };
    const first = expectToConfirm(system, await ada.checkOut({ order }));
    const second = await ada.checkOut({ order });
    assert.equal(second.status, 422, second.text);
    const { orderId } = JSON.parse(second.text) as { readonly orderId: string };
    assert.ok((await first.confirm()).isTaken);
    await becomes(system, first.orderId, 'paid');
    assert.equal(expectPaid(await ada.checkOut({ order, key: first.key })), first.orderId);
    const again = await ada.checkOut({ order, key: String(second.key) });
    assert.equal(again.text, second.text);
    assert.equal(await statusOf(system, orderId), 'payment_failed');
    assert.deepEqual(await chargesOf(system, orderId), []);
    await expectChargedOnce(system, first.orderId);
  },
} satisfies Scenario;
