import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectPaid } from '../expectations.ts';

export default {
  name: 'payments-called-with-another-key',
  broken:
    "Payments is called with secrets that are valid elsewhere: the queue board's key and the webhook secret.",
  customerSees: "Nothing: both calls get 401. Of these secrets, only checkout's API key works.",
  cell: {
    edge: 'checkout->payments',
    fault: "another service's credential",
    phase: 'before the callee sees it',
  },
  proves: ['payment.idempotency'],
  fallacies: ['the network is secure'],
  run: async (system) => {
    const orderId = expectPaid(await system.shopper('Ada').checkOut());
    const ask = async (key: string): Promise<Response> =>
      fetch(`${system.edge('checkout->payments')}/payments?orderId=${orderId}`, {
        headers: { authorization: `Bearer ${key}` },
      });
    assert.equal((await ask(system.secrets.opsKey)).status, 401);
    assert.equal((await ask(system.secrets.stripeWebhookSecret)).status, 401);
    assert.equal((await ask(system.secrets.checkoutKey)).status, 200);
    assert.equal((await system.ledgers()).charges.length, 1);
  },
} satisfies Scenario;
