import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { attemptsAtStripe, expectAccepted } from '../expectations.ts';
import { offer } from '../offer.ts';

/** Each instance of payments has its own breaker, which allows one probe at a time. */
const copies = 2;

export default {
  name: 'half-open-under-load',
  broken: 'The provider is down and its breaker keeps probing it, while 20 orders arrive every second.',
  customerSees: 'Orders are accepted as pending. At most one probe at a time reaches the dead provider.',
  cell: { edge: 'payments->stripe', fault: 'reset', phase: 'before the callee sees it' },
  proves: ['payment.breaker', 'checkout.fallback'],
  livenessMs: 60_000,
  isAlone: true,
  run: async (system) => {
    const outage = await system.lab.fault('payments->stripe', { kind: 'reset', direction: 'request' });
    (await offer(system, 20, 3)).map(expectAccepted);
    await system.until('the breaker is open', async () =>
      /"open"/.test((await system.ask('payments', '/resilience')).text),
    );
    system.saw('breaker opened');
    const before = attemptsAtStripe(system);
    (await offer(system, 20, 6)).map(expectAccepted);
    const tests = attemptsAtStripe(system).slice(before.length);
    await outage.struck(copies);
    assert.ok(
      tests.length <= 6 * copies,
      `${tests.length} probes in 6 s: too many for a breaker whose pauses grow`,
    );
  },
} satisfies Scenario;
