import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectChargedOnce, expectPaid, expectPending, expectResponse } from '../expectations.ts';

const perHour = 5;

export default {
  name: 'repeats-of-a-pending-order',
  needs: 'redis',
  broken:
    'For one order, the provider keeps reporting that another request with its key is in progress. Its customer repeats the request more often than a limit allows.',
  customerSees:
    'Each repeat gets the same pending order, or 409 while its outcome is being looked for. The next order of that customer is paid: a repeated request is one attempt.',
  cell: { edge: 'shopper->checkout', fault: 'repeated requests', phase: 'throughout' },
  proves: ['checkout.idempotency'],
  settings: { checkout: { LIMIT_CHECKOUTS_PER_EMAIL_HOUR: `${perHour}` } },
  run: async (system) => {
    await system.simulator.fault({ route: 'POST /v1/payment_intents', fault: 'key_in_use', times: 1 });
    const grace = system.shopper('Grace');
    const accepted = await grace.checkOut({ attempts: 1 });
    const orderId = expectPending(accepted);
    for (let repeat = 0; repeat < 2 * perHour; repeat += 1) {
      const again = await grace.checkOut({ key: String(accepted.key), attempts: 1 });
      // Checkout may be looking for the outcome just then.
      if (again.status === 409) expectResponse(again, 409, 'idempotency_in_flight');
      else assert.equal(expectPending(again), orderId);
    }
    expectPaid(await grace.checkOut());
    await system.simulator.clearFaults();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
