import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { bodyOf } from '@holdfast/witness';
import { expectResponse } from '../expectations.ts';

const cart = ['tea', 'mug', 'kettle', 'marmalade', 'rope', 'lantern', 'blanket', 'compass', 'bell'];
const lines = Array.from({ length: 50 }, (_, n) => ({
  productId: `prod_${cart[n % cart.length]}`,
  quantity: 1,
}));

export default {
  name: 'large-cart-on-a-slow-line',
  broken: 'A customer with 50 items in the cart is on a 64 kbit/s connection.',
  customerSees: 'The order is paid; it just takes a second or two longer.',
  cell: { edge: 'shopper->checkout', fault: 'bandwidth', phase: 'throughout' },
  proves: ['checkout.timeout'],
  fallacies: ['bandwidth is infinite'],
  run: async (system) => {
    const fault = await system.lab.fault('shopper->checkout', { kind: 'bandwidth', bytesPerSecond: 8_000 });
    const response = await system.shopper('Ada').checkOut({ order: { lines }, timeoutMs: 10_000 });
    await fault.struck();
    expectResponse(response, 201);
    assert.equal((bodyOf(response)['lines'] as unknown[]).length, 50);
    const sent = Buffer.byteLength(response.sent ?? '') + Buffer.byteLength(response.text);
    const atLeastMs = (sent / 8_000) * 1_000 * 0.8;
    const tookMs = response.endedAt - response.startedAt;
    assert.ok(tookMs >= atLeastMs, `${sent} bytes took ${tookMs} ms: the connection was not slow`);
  },
} satisfies Scenario;
