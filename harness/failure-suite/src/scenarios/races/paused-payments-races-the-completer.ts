import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectChargedOnce, orderBegunBy } from '../expectations.ts';

export default {
  name: 'paused-payments-races-the-completer',
  broken:
    'The instance of payments that is processing an order is paused (SIGSTOP) beyond its lease; another instance finishes the order; then the first resumes.',
  customerSees: 'The order is paid once. The fence rejects the late writes of the resumed instance.',
  cell: { edge: 'payments', fault: 'pause and resume', phase: 'after it ran, before a byte returns' },
  proves: ['payment.recovery', 'payment.idempotency'],
  // The lease of the paused process must expire first.
  livenessMs: 20_000,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const point = { edge: 'payments->stripe', direction: 'response' } as const;
    await system.simulator.fault({ route: 'webhooks', fault: 'withhold' });
    const { held, outcome } = await holdAt(system, point, () =>
      ada.checkOut({ attempts: 1, timeoutMs: 4_000 }),
    );
    const orderId = await orderBegunBy(system, ada);
    const zombie = system.process(held.message.receiver);
    await zombie.pause();
    await held.release('forward');
    await becomes(system, orderId, 'paid');
    await outcome;
    await zombie.resume();
    await system.until(
      `${zombie.name} responds again`,
      async () => (await system.ask(zombie.name, '/health/live')).status === 200,
    );
    await system.simulator.clearFaults();
    await expectChargedOnce(system, orderId);
    system.saw('lease taken over');
  },
} satisfies Scenario;
