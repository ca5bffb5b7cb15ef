import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { anEvent, deliver } from '../an-event.ts';
import { orderWithoutResponse } from '../an-order-without-response.ts';
import { becomes, expectChargedOnce } from '../expectations.ts';

/** The minimum time that Stripe waits for a response. */
const providerWaitsMs = 10_000;
/** More than payments has idle connections, so that it opens new ones, which are silent too. */
const deliveries = 6;

export default {
  name: 'webhook-while-postgres-hangs',
  broken: "A webhook arrives while payments' database accepts everything and responds to nothing.",
  customerSees:
    'The order is pending a little longer. The provider gets 503 or 504 before its own timeout and sends the webhook again; the order becomes paid.',
  cell: { edge: 'payments->postgres', fault: 'black hole', phase: 'throughout' },
  proves: ['webhook.timeout', 'webhook.retry'],
  fallacies: ['latency is zero'],
  run: async (system) => {
    const { orderId, intent, heal } = await orderWithoutResponse(system, system.shopper('Ada'));
    const event = anEvent(system, { object: intent });
    const outage = await system.lab.fault('payments->postgres', { kind: 'black_hole' });
    const begun = performance.now();
    const answers = await Promise.all(Array.from({ length: deliveries }, () => deliver(system, event)));
    const took = performance.now() - begun;
    for (const { status, text } of answers) assert.ok([503, 504].includes(status), text);
    assert.ok(took < providerWaitsMs, `the provider waited ${took} ms`);
    await outage.struck();
    await outage.clear();
    await system.until('the webhook is accepted', async () => (await deliver(system, event)).status === 200);
    await becomes(system, orderId, 'paid');
    await heal();
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
