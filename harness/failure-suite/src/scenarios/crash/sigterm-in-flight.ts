import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { expectChargedOnce, expectPaid, orderBegunBy } from '../expectations.ts';
import { acceptsNoConnections, beginToStop, keepsItsKey } from '../stopping.ts';

export default {
  name: 'sigterm-in-flight',
  broken:
    'The instance of checkout that is processing an order receives SIGTERM while the card is being charged, as in a deploy.',
  customerSees: 'The response says paid, before the process exits or on retry.',
  cell: { edge: 'checkout', fault: 'SIGTERM', phase: 'after it ran, before a byte returns' },
  proves: ['checkout.recovery'],
  isShort: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const point = { edge: 'checkout->payments', direction: 'response' } as const;
    const { held, outcome } = await holdAt(system, point, () =>
      ada.checkOut({ attempts: 1, timeoutMs: 15_000 }),
    );
    const victim = system.process(held.message.receiver);
    const stopping = beginToStop(victim);
    await acceptsNoConnections(system, victim);
    await keepsItsKey(system, 'checkout', await orderBegunBy(system, ada));
    await held.release('forward');
    expectPaid(await outcome);
    await stopping;
    await expectChargedOnce(system, await orderBegunBy(system, ada));
    await victim.start();
  },
} satisfies Scenario;
