import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { expectChargedOnce, expectPaid, orderBegunBy } from '../expectations.ts';
import { acceptsNoConnections, beginToStop, keepsItsKey } from '../stopping.ts';

export default {
  name: 'payments-sigterm-in-flight',
  broken: 'The instance of payments that is charging a card receives SIGTERM while the provider is working.',
  customerSees: 'The response says paid: the process finishes its work before it exits.',
  cell: { edge: 'payments', fault: 'SIGTERM', phase: 'after it ran, before a byte returns' },
  proves: ['payment.recovery'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const point = { edge: 'payments->stripe', direction: 'response' } as const;
    const { held, outcome } = await holdAt(system, point, () =>
      ada.checkOut({ attempts: 1, timeoutMs: 15_000 }),
    );
    const victim = system.process(held.message.receiver);
    const stopping = beginToStop(victim);
    await acceptsNoConnections(system, victim);
    await keepsItsKey(system, 'payments', await orderBegunBy(system, ada));
    await held.release('forward');
    await expectChargedOnce(system, expectPaid(await outcome));
    await stopping;
    await victim.start();
  },
} satisfies Scenario;
