import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectResponse, expectPaid } from '../expectations.ts';

export default {
  name: 'another-customers-key',
  broken: "Mallory has obtained the key of Ada's order, and sends her own cart with it, then an empty one.",
  customerSees: "Mallory is refused and sees nothing of Ada's order.",
  cell: { edge: 'shopper->checkout', fault: 'key replayed by another', phase: 'after the response' },
  proves: ['checkout.idempotency'],
  fallacies: ['the network is secure'],
  run: async (system) => {
    const victim = system.shopper('Ada');
    const ada = await victim.checkOut();
    const orderId = expectPaid(ada);
    const mallory = system.shopper('Mallory');
    const responses = [
      await mallory.checkOut({ key: String(ada.key), attempts: 1 }),
      await mallory.send('POST', '/checkouts', { key: String(ada.key), attempts: 1, body: '{}' }),
      await mallory.refund('ord_guessed', { key: String(ada.key), attempts: 1 }),
    ];
    expectResponse(responses[0] ?? ada, 422, 'idempotency_key_reused');
    for (const { status, text } of responses) {
      assert.ok(status >= 400 && status < 500, `${status}`);
      assert.ok(!text.includes(orderId) && !text.includes(victim.email), text);
    }
  },
} satisfies Scenario;
