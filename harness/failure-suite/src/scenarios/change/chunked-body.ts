import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectChargedOnce, ordersOf } from '../expectations.ts';

export default {
  name: 'chunked-body',
  broken:
    'A client sends its order with chunked encoding and no Content-Length. The retry is chunked differently.',
  customerSees: 'The order is paid, and the retry gets the same response, byte for byte.',
  cell: { edge: 'shopper->checkout', fault: 'chunked body', phase: 'throughout' },
  proves: ['checkout.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const lines = [{ productId: 'prod_tea', quantity: 2 }];
    const order = JSON.stringify({ customer: { email: ada.email }, lines, paymentMethod: 'pm_card_visa' });
    const key = randomUUID();
    const send = async (bytes: number): Promise<{ status: number; text: string }> => {
      const chunks = Array.from({ length: Math.ceil(order.length / bytes) }, (_, index) =>
        order.slice(index * bytes, (index + 1) * bytes),
      );
      const body = ReadableStream.from(chunks).pipeThrough(new TextEncoderStream());
      const headers = { 'content-type': 'application/json', 'idempotency-key': key };
      const url = `${system.edge('shopper->checkout')}/checkouts`;
      const response = await fetch(url, { method: 'POST', headers, body, duplex: 'half' });
      return { status: response.status, text: await response.text() };
    };
    const first = await send(10);
    assert.equal(first.status, 201, first.text);
    assert.deepEqual(await send(33), first);
    const [placed, ...others] = await ordersOf(system, ada);
    assert.equal(others.length, 0);
    await becomes(system, String(placed?.['order_id']), 'paid');
    await expectChargedOnce(system, String(placed?.['order_id']));
  },
} satisfies Scenario;
