import { type Scenario } from '../../scenario/scenario.ts';
import { holdAt } from '../at-a-point.ts';
import { expectAccepted, becomes, expectChargedOnce, orderBegunBy } from '../expectations.ts';

export default {
  name: 'relay-killed-before-marking-published',
  broken:
    "The queue has accepted an order's receipt, and the instance of checkout that published it is killed (SIGKILL) before it gets the confirmation.",
  customerSees:
    'One receipt: the message is published again under the same ID, and the queue drops the duplicate.',
  cell: { edge: 'checkout->redis', fault: 'kill -9', phase: 'after it ran, before a byte returns' },
  proves: ['receipt.idempotency', 'receipt.recovery'],
  needs: 'redis',
  // The killed relay keeps its rows for 10 s.
  livenessMs: 25_000,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const point = { edge: 'checkout->redis', direction: 'request' } as const;
    const { held, outcome } = await holdAt(system, { ...point, contains: 'send-receipt' }, () =>
      ada.checkOut({ attempts: 1 }),
    );
    const orderId = await orderBegunBy(system, ada);
    const answered = await system.lab.strike({
      edge: held.message.edge,
      direction: 'response',
      action: { kind: 'hold' },
    });
    await held.release('forward');
    await answered.hit();
    await system.process(held.message.sender).kill();
    await answered.release('drop');
    expectAccepted(await outcome);
    await system.process(held.message.sender).start();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
