import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import {
  expectToConfirm,
  expectUnconfirmed,
  failsUnconfirmed,
  orderToConfirm,
  securedOrder,
} from '../a-confirmation.ts';
import { becomes, expectChargedOnce, expectPaid } from '../expectations.ts';

export default {
  name: 'confirmation-replayed',
  broken:
    'Two customers repeat their requests while the bank waits, and again after one has confirmed and the other has let the time pass.',
  customerSees:
    'The same page of the bank while it waits. Afterward, one gets the paid order and the other the decline, every time.',
  cell: { edge: 'shopper->checkout', fault: 'duplicate', phase: 'after the response' },
  proves: ['confirmation.idempotency'],
  isShort: true,
  run: async (system) => {
    const [ada, grace] = [system.shopper('Ada'), system.shopper('Grace')];
    const again = (order: { readonly key: string }) => ({ order: securedOrder, key: order.key });
    const confirmed = await orderToConfirm(system, ada);
    assert.equal(expectToConfirm(system, await ada.checkOut(again(confirmed))).url, confirmed.url);
    await confirmed.confirm();
    const left = await orderToConfirm(system, grace);
    assert.equal(expectToConfirm(system, await grace.checkOut(again(left))).url, left.url);
    await becomes(system, confirmed.orderId, 'paid');
    await failsUnconfirmed(system, left.orderId);
    for (let repeat = 0; repeat < 2; repeat += 1) {
      assert.equal(expectPaid(await ada.checkOut(again(confirmed))), confirmed.orderId);
      expectUnconfirmed(await grace.checkOut(again(left)), left.orderId);
    }
    await expectChargedOnce(system, confirmed.orderId);
  },
} satisfies Scenario;
