import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { attemptsAtStripe, becomes, expectChargedOnce, expectAccepted, passed } from '../expectations.ts';

const tooMany = {
  error: { type: 'invalid_request_error', code: 'rate_limit', message: 'Too many requests' },
};

export default {
  name: 'provider-rate-limits',
  broken: 'The provider returns 429 with Retry-After: 2.',
  customerSees:
    'The order is paid after the wait, or pending with a notice until then. The instance that was asked to wait sends nothing for 2 s.',
  cell: { edge: 'payments->stripe', fault: '429 with Retry-After', phase: 'before the callee sees it' },
  proves: ['payment.retry', 'checkout.fallback', 'payment.fallback'],
  run: async (system) => {
    const headers = { 'content-type': 'application/json', 'retry-after': '2' };
    const body = JSON.stringify(tooMany);
    await system.lab.fault('payments->stripe', { kind: 'status', status: 429, headers, body, times: 1 });
    const orderId = expectAccepted(await system.shopper('Ada').checkOut({ attempts: 1 }));
    const [first] = attemptsAtStripe(system);
    assert.ok(first);
    await becomes(system, orderId, 'paid');
    const next = passed(system, 'payments->stripe', 'request').find(
      ({ sender, number }) => sender === first.sender && number > first.number,
    );
    if (next !== undefined)
      assert.ok(next.at - first.at >= 2_000, 'the next request came before 2 s had passed');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
