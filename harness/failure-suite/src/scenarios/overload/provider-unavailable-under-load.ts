import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { attemptsAtStripe, becomes, expectPending } from '../expectations.ts';
import { offer } from '../offer.ts';

export default {
  name: 'provider-unavailable-under-load',
  broken: 'The provider returns 503 for 10 s, while 20 orders arrive every second.',
  customerSees:
    'Every order is accepted as pending with a notice. All are paid soon after the provider recovers.',
  cell: { edge: 'payments->stripe', fault: '503', phase: 'before the callee sees it' },
  proves: ['payment.breaker', 'payment.retry', 'payment.recovery', 'checkout.fallback'],
  // Two hundred pending orders are retried with backoff once the breakers have closed, after 18 s at most.
  livenessMs: 60_000,
  isAlone: true,
  run: async (system) => {
    const outage = await system.lab.fault('payments->stripe', { kind: 'status', status: 503, body: '{}' });
    const responses = await offer(system, 20, 10);
    const orders = responses.map(expectPending);
    await outage.struck();
    system.saw('breaker opened');
    const onTheWire = attemptsAtStripe(system).length;
    const bound = 1.1 * orders.length + 10;
    assert.ok(onTheWire <= bound, `${onTheWire} attempts for ${orders.length} orders; the limit is ${bound}`);
    await outage.clear();
    for (const orderId of orders.slice(-3)) await becomes(system, orderId, 'paid');
  },
} satisfies Scenario;
