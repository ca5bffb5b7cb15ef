import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectPaid } from '../expectations.ts';

export default {
  name: 'same-order-from-another-caller',
  broken:
    'A partner with an API key sends exactly the same order as a customer, byte for byte, with the same key.',
  customerSees:
    'Two callers, two orders: the partner gets its own order and sees nothing of the first, and both get theirs again.',
  cell: { edge: 'shopper->checkout', fault: 'key of another caller', phase: 'after the response' },
  proves: ['checkout.idempotency'],
  fallacies: ['the network is secure'],
  isShort: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const first = await ada.checkOut({ attempts: 1 });
    const orderId = expectPaid(first);
    const partner = system.shopper('Partner');
    const order = {
      key: String(first.key),
      body: String(first.sent),
      headers: { authorization: `Bearer ${system.secrets.operatorKey}` },
    };
    const own = await partner.send('POST', '/checkouts', order);
    assert.notEqual(expectPaid(own), orderId, 'the partner did not get its own order');
    assert.equal(own.headers['idempotent-replayed'], undefined);
    // Both instances take turns, and each remembers what it has sent.
    for (let turn = 0; turn < 4; turn += 1) {
      assert.equal((await partner.send('POST', '/checkouts', order)).text, own.text);
      assert.equal((await ada.checkOut({ key: String(first.key), attempts: 1 })).text, first.text);
    }
  },
} satisfies Scenario;
