import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'payments-killed-before-the-charge',
  broken:
    'The instance of payments that is about to request a charge is killed (SIGKILL); the request is never sent.',
  customerSees: 'The order is paid, or pending with a notice and paid soon after. It is charged once.',
  cell: { edge: 'payments', fault: 'kill -9', phase: 'before the callee sees it' },
  proves: ['payment.recovery'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const point = { edge: 'payments->stripe', direction: 'request' } as const;
    const { held, outcome } = await holdAt(system, point, () =>
      ada.checkOut({ attempts: 1, timeoutMs: 15_000 }),
    );
    await system.process(held.message.sender).kill();
    await held.release('drop');
    const orderId = expectAccepted(await outcome);
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
    await system.process(held.message.sender).start();
  },
} satisfies Scenario;
