import assert from 'node:assert/strict';
import { fastTimings } from '@holdfast/local-stack';
import { type Scenario } from '../../scenario/scenario.ts';
import { orderBeingCharged } from '../an-order-being-charged.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

/** Removes the suite's timings, except those for busy machines. */
const withoutFastTimings = Object.fromEntries(
  Object.entries(fastTimings).map(([service, timings]) => [
    service,
    Object.fromEntries(
      Object.keys(timings)
        .filter((name) => name !== 'MAX_EVENT_LOOP_DELAY_MS')
        .map((name) => [name, '']),
    ),
  ]),
);

export default {
  name: 'shipped-defaults',
  broken:
    'With production timings: payments is unreachable while an order arrives; then the instance of checkout that is processing another order is killed.',
  customerSees:
    'The first order is pending with a notice. Both are paid within half a minute and charged once.',
  cell: { edge: 'checkout', fault: 'kill -9', phase: 'before the callee sees it' },
  proves: ['checkout.recovery', 'checkout.fallback'],
  settings: { ...withoutFastTimings['*'], ...withoutFastTimings },
  // A killed process counts as dead after 5 s, and a breaker may stay open for 18 s.
  livenessMs: 40_000,
  run: async (system) => {
    const outage = await system.lab.fault('checkout->payments', { kind: 'refuse' });
    const first = await system.shopper('Ada').checkOut({ attempts: 1, timeoutMs: 10_000 });
    assert.equal(first.status, 202);
    const pending = expectAccepted(first);
    await outage.clear();
    await becomes(system, pending, 'paid');
    const { orderId, held, outcome } = await orderBeingCharged(system, system.shopper('Grace'));
    const victim = system.process(held.message.sender);
    await victim.kill();
    const killedAt = Date.now();
    await held.release('drop');
    await outcome;
    await becomes(system, orderId, 'paid');
    assert.ok(Date.now() - killedAt > 3_000, 'the lease had the production timing, not that of the suite');
    await victim.start();
    for (const each of [pending, orderId]) await expectChargedOnce(system, each);
  },
} satisfies Scenario;
