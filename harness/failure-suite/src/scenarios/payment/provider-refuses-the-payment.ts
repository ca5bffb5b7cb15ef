import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { attemptsAtStripe, chargesOf, expectResponse, statusOf } from '../expectations.ts';

export default {
  name: 'provider-refuses-the-payment',
  broken: 'The provider refuses a payment (400), and would accept the same one a moment later.',
  customerSees:
    '422 payment_refused immediately: nothing was charged, and nothing is charged later. The same key gets the same bytes again.',
  cell: { edge: 'payments->stripe', fault: 'refused', phase: 'before the callee sees it' },
  proves: ['checkout.idempotency', 'payment.idempotency'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    await system.simulator.fault({ route: 'POST /v1/payment_intents', fault: 'invalid_request', times: 1 });
    const first = await ada.checkOut();
    const orderId = String(expectResponse(first, 422, 'payment_refused')['orderId']);
    assert.equal(await statusOf(system, orderId), 'payment_failed');
    const again = await ada.checkOut({ key: String(first.key) });
    assert.deepEqual([again.text, again.headers['idempotent-replayed']], [first.text, 'true']);
    assert.equal(attemptsAtStripe(system).length, 1, 'attempts at the provider');
    assert.deepEqual(await chargesOf(system, orderId), []);
  },
} satisfies Scenario;
