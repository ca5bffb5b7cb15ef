import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectPaid } from '../what-was-seen.ts';

export default {
  name: 'payments-called-with-another-key',
  broken:
    'Payments is asked with keys that are good elsewhere: that of the queue board, and the secret of the webhooks.',
  customerSees: 'Nothing: both are refused with 401. The key of checkout alone opens the door.',
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
