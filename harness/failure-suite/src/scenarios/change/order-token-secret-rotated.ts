import { createHmac } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectPaid, expectResponse } from '../expectations.ts';

const [leaked, current] = ['5be0d19f3a7c4e62', '9a41f7c0e8d2365b'].map((part) => part.repeat(2));
const secrets = `2026-01-01T00:00:00Z=${leaked},2026-02-01T00:00:00Z=${current}`;

export default {
  name: 'order-token-secret-rotated',
  broken:
    'The secret behind the order tokens has leaked, and a second one is in force. Mallory derives the token of a new order from the first.',
  customerSees: 'New orders open with their own token only. For Mallory, they do not exist (404).',
  cell: { edge: 'shopper->checkout', fault: 'rotated secret', phase: 'after the response' },
  proves: ['checkout.idempotency'],
  fallacies: ['the network is secure', 'there is one administrator'],
  settings: { checkout: { ORDER_TOKEN_SECRETS: secrets }, email: { ORDER_TOKEN_SECRETS: secrets } },
  run: async (system) => {
    const [ada, mallory] = [system.shopper('Ada'), system.shopper('Mallory')];
    const orderId = expectPaid(await ada.checkOut());
    const token = createHmac('sha256', String(leaked)).update(orderId).digest('base64url');
    const headers = { authorization: `Bearer ${token}` };
    for (const path of [`/orders/${orderId}`, `/orders/${orderId}/history`]) {
      expectResponse(await mallory.send('GET', path, { headers }), 404, 'order_not_found');
      expectResponse(await ada.get(path), 200);
    }
  },
} satisfies Scenario;
