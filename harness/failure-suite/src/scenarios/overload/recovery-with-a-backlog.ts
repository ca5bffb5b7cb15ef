import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { type CustomerResponse } from '@holdfast/witness';
import { durationOf } from '../suggestions-seen.ts';
import { becomes, expectAccepted } from '../expectations.ts';
import { offer, withStatus } from '../offer.ts';

const backlog = 500;

export default {
  name: 'recovery-with-a-backlog',
  broken:
    'The provider comes back when 500 orders are pending, just as orders arrive at five times the normal rate.',
  customerSees:
    'New orders are accepted, paid or pending; the 500 are paid as well. Soon, responses are as fast as before.',
  cell: { edge: 'payments->stripe', fault: 'refuse', phase: 'connect' },
  proves: ['checkout.recovery', 'payment.recovery'],
  // 650 pending orders are retried with backoff once the breakers have closed, on a busy machine.
  livenessMs: 90_000,
  isAlone: true,
  run: async (system) => {
    const usual = await offer(system, 10, 1);
    const outage = await system.lab.fault('payments->stripe', { kind: 'refuse' });
    const pending = (await offer(system, 50, backlog / 50)).map(expectAccepted);
    await outage.struck();
    await outage.clear();
    const storm = await offer(system, 50, 3);
    const goodput = withStatus(storm, 201, 202) / storm.length;
    assert.ok(goodput >= 0.7, `only ${Math.round(100 * goodput)}% of the orders under load were accepted`);
    for (const orderId of pending) await becomes(system, orderId, 'paid');
    const bound = 2 * medianOf(usual) + 100;
    await system.until(
      `orders are paid within ${bound} ms again`,
      async () => {
        const responses = await offer(system, 10, 1);
        return withStatus(responses, 201) === responses.length && medianOf(responses) <= bound;
      },
      20_000,
    );
  },
} satisfies Scenario;

function medianOf(responses: readonly CustomerResponse[]): number {
  return responses.map(durationOf).toSorted((a, b) => a - b)[Math.floor(responses.length / 2)] ?? 0;
}
