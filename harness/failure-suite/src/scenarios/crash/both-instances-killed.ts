import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectChargedOnce, orderBegunBy } from '../expectations.ts';

export default {
  name: 'both-instances-killed',
  broken:
    'Every instance of checkout and payments is killed (SIGKILL) while a card is being charged, then restarted.',
  customerSees:
    'The connection breaks and the customer never retries. The order is charged once, and the receipt arrives.',
  cell: { edge: 'checkout', fault: 'kill -9', phase: 'throughout' },
  proves: ['checkout.recovery', 'payment.recovery'],
  // A killed process counts as dead once its lease expires.
  livenessMs: 20_000,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const point = { edge: 'payments->stripe', direction: 'response' } as const;
    const { held, outcome } = await holdAt(system, point, () =>
      ada.checkOut({ attempts: 1, timeoutMs: 15_000 }),
    );
    const orderId = await orderBegunBy(system, ada);
    const victims = ['checkout', 'checkout-2', 'payments', 'payments-2'].map((name) => system.process(name));
    await Promise.all(victims.map((victim) => victim.kill()));
    await held.release('drop');
    await outcome;
    await Promise.all(victims.map((victim) => victim.start()));
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
