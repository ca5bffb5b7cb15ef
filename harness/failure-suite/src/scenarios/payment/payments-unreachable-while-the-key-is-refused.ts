import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { expectPaid } from '../expectations.ts';
import { bothRespond, cannotCharge, isPaid } from '../refused-shop.ts';

const copies = ['checkout', 'checkout-2'];

/** Calls of payments that had no success, by instance of checkout. */
const inVain = (system: System): Promise<number[]> =>
  Promise.all(
    copies.map(async (copy) => {
      const { text } = await system.ask(copy, '/metrics');
      const calls =
        /^resilience_calls_total\{dependency="payments",outcome="(failure|rejected)".*\} (\d+)$/gm;
      return [...text.matchAll(calls)].reduce((sum, [, , count]) => sum + Number(count), 0);
    }),
  );

export default {
  name: 'payments-unreachable-while-the-key-is-refused',
  broken:
    "The provider refuses the shop's API key. An operator replaces it and restarts payments, which cannot be reached meanwhile.",
  customerSees: 'New orders are refused until then. Afterward, both instances of checkout sell again.',
  cell: { edge: 'checkout->payments', fault: 'refuse', phase: 'connect' },
  proves: ['checkout.recovery', 'payment.recovery'],
  settings: { payments: { STRIPE_CHECK_INTERVAL_MS: '500', STRIPE_REFUSAL_GRACE_MS: '1000' } },
  run: async (system) => {
    await system.simulator.fault({ route: '*', fault: 'key_revoked' });
    await bothRespond(system, 'new orders are refused', cannotCharge);
    const before = await inVain(system);
    const outage = await system.lab.fault('checkout->payments', { kind: 'refuse' });
    await system.until(
      'each instance has asked payments in vain',
      async () => (await inVain(system)).every((count, copy) => count > Number(before[copy])),
      20_000,
    );
    await outage.clear();
    await system.simulator.clearFaults();
    expectPaid(await bothRespond(system, 'orders are paid again', isPaid));
  },
} satisfies Scenario;
