import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectChargedOnce, expectPending } from '../expectations.ts';

/** The suite's `STRIPE_TIMEOUT_MS`: how long an attempt would take without a deadline. */
const attemptMs = 1_200;
const deadlineMs = attemptMs / 2;

export default {
  name: 'deadline-reaches-the-provider',
  broken: "The provider swallows a charge. The customer's request has a deadline of 0.6 s.",
  customerSees:
    'The order is pending, in time. No service keeps working on it longer than the customer waits.',
  cell: { edge: 'payments->stripe', fault: 'black hole', phase: 'before the callee sees it' },
  proves: ['checkout.timeout', 'payment.timeout'],
  isAlone: true,
  run: async (system) => {
    const strike = await system.lab.strike({
      edge: 'payments->stripe',
      direction: 'request',
      label: 'POST /v1/payment_intents',
      action: { kind: 'black_hole' },
    });
    const headers = { 'x-request-timeout-ms': `${deadlineMs}` };
    const response = await system.shopper('Ada').checkOut({ attempts: 1, headers });
    const orderId = expectPending(response);
    const { message } = await strike.hit();
    const closed = await system.until('the connection to the provider is closed', () =>
      system.lab
        .events()
        .find(
          (event) =>
            event.type === 'connection' &&
            event.state === 'closed' &&
            event.connection === message?.connection,
        ),
    );
    const heldMs = Math.round(('at' in closed ? closed.at : Infinity) - response.startedAt);
    assert.ok(
      heldMs < attemptMs,
      `payments kept its request to the provider open for ${heldMs} ms; the customer waits ${deadlineMs} ms`,
    );
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
