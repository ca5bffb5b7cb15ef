import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import {
  expectToConfirm,
  expectUnconfirmed,
  failsUnconfirmed,
  orderToConfirm,
  securedOrder,
} from '../a-confirmation.ts';
import { becomes, expectChargedOnce, expectPaid, ordersOf } from '../expectations.ts';

export default {
  name: 'confirmation-in-two-tabs',
  broken:
    'A customer sends one cart from two tabs with one key, and from a third with another key. One payment is confirmed, the other refused.',
  customerSees:
    'The first two tabs lead to the same page of the bank. The third is an order of its own; each order shows its own result.',
  cell: { edge: 'shopper->checkout', fault: 'duplicate', phase: 'throughout' },
  proves: ['confirmation.idempotency', 'checkout.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const key = randomUUID();
    const headers = { prefer: 'wait=2' };
    const tabs = await Promise.all([1, 2].map(() => ada.checkOut({ order: securedOrder, key, headers })));
    const [one, two] = tabs.map((response) => expectToConfirm(system, response));
    assert.equal(one?.url, two?.url);
    const other = await orderToConfirm(system, ada);
    assert.notEqual(other.url, one?.url);
    assert.equal((await ordersOf(system, ada)).length, 2);
    await Promise.all([two?.confirm(), other.refuse()]);
    const orderId = one?.orderId ?? '';
    await becomes(system, orderId, 'paid');
    await failsUnconfirmed(system, other.orderId);
    assert.equal(expectPaid(await ada.checkOut({ order: securedOrder, key })), orderId);
    expectUnconfirmed(await ada.checkOut({ order: securedOrder, key: other.key }), other.orderId);
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
