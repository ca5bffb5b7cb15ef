import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectPaid } from '../expectations.ts';

export default {
  name: 'same-order-from-another-caller',
  broken:
    'A partner with an API key sends exactly the same order as a customer, byte for byte, with the same key.',
  customerSees: 'Two callers, two orders: the partner gets its own order and sees nothing of the first.',
  cell: { edge: 'shopper->checkout', fault: 'key of another caller', phase: 'after the response' },
  proves: ['checkout.idempotency'],
  fallacies: ['the network is secure'],
  isShort: true,
  run: async (system) => {
    const first = await system.shopper('Ada').checkOut();
    const orderId = expectPaid(first);
    const partner = system.shopper('Partner');
    const second = await partner.send('POST', '/checkouts', {
      key: String(first.key),
      body: String(first.sent),
      headers: { authorization: `Bearer ${system.secrets.operatorKey}` },
    });
    assert.notEqual(expectPaid(second), orderId, 'the partner did not get its own order');
    assert.equal(second.headers['idempotent-replayed'], undefined);
  },
} satisfies Scenario;
