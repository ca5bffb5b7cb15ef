import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { expectChargedOnce, expectPaid } from '../what-was-seen.ts';

export default {
  name: 'payments-sigterm-in-flight',
  broken:
    'The copy of payments that is charging a card is told to end (SIGTERM) while the provider is at work.',
  customerSees: 'The order is answered as paid: the process ends what it has in hand, then itself.',
  cell: { edge: 'payments', fault: 'SIGTERM', phase: 'after it ran, before a byte returns' },
  proves: ['payment.recovery'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const point = { edge: 'payments->stripe', direction: 'response' } as const;
    const { held, outcome } = await holdAt(system, point, () =>
      ada.checkOut({ attempts: 1, timeoutMs: 15_000 }),
    );
    const victim = system.process(held.message.receiver);
    const stopping = victim.stop();
    await held.release('forward');
    await expectChargedOnce(system, expectPaid(await outcome));
    await stopping;
    await victim.start();
  },
} satisfies Scenario;
