import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectChargedOnce } from '../expectations.ts';
import { clients } from '../clients.ts';

export default {
  name: 'clients-of-all-kinds',
  broken: "The same order with the same key is sent by curl, fetch, Python's http.client and raw HTTP/1.0.",
  customerSees: 'The same response, byte for byte, and one charge.',
  cell: { edge: 'shopper->checkout', fault: 'other clients', phase: 'throughout' },
  proves: ['checkout.idempotency'],
  fallacies: ['the network is homogeneous'],
  isShort: true,
  run: async (system) => {
    const { email } = system.shopper('Ada');
    const body = JSON.stringify({
      customer: { email },
      lines: [{ productId: 'prod_tea', quantity: 2 }],
      paymentMethod: 'pm_card_visa',
    });
    const order = { url: `${system.edge('shopper->checkout')}/checkouts`, key: randomUUID(), body };
    const texts: string[] = [];
    for (const [name, client] of Object.entries(clients)) {
      const response = await client(order);
      if (response === undefined) {
        system.note(`${name} is not installed on this machine`);
        continue;
      }
      assert.equal(response.status, 201, `${name} got ${response.text}`);
      texts.push(response.text);
    }
    assert.ok(texts.length >= 2);
    assert.equal(new Set(texts).size, 1, 'different responses');
    const { orderId } = JSON.parse(texts[0] ?? '{}') as { orderId: string };
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
