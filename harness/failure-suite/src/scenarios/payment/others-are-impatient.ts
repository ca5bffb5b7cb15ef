import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce, expectPaid } from '../expectations.ts';

/** Less than a third of the time that an attempt may take. */
const slowMs = 400;
const impatient = { 'x-request-timeout-ms': `${slowMs - 50}` };
const names = (of: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${of} ${n + 1}`);

export default {
  name: 'others-are-impatient',
  broken: 'The provider takes 0.4 s for each charge, and twelve customers wait less.',
  customerSees:
    'The impatient get a pending order or 504. Everybody else is charged as usual: no deadline of another customer counts as a failure of the provider.',
  cell: { edge: 'payments->stripe', fault: 'latency', phase: 'throughout' },
  proves: ['payment.timeout', 'payment.breaker'],
  isAlone: true,
  run: async (system) => {
    const fault = await system.lab.fault('payments->stripe', {
      kind: 'latency',
      ms: slowMs,
      direction: 'response',
    });
    const hurried = names('Impatient', 12).map((name) => system.shopper(name));
    const first = await Promise.all(
      hurried.map((each) => each.checkOut({ attempts: 1, headers: impatient })),
    );
    const patient = names('Patient', 4).map((name) => system.shopper(name));
    const paid = await Promise.all(patient.map((each) => each.checkOut({ attempts: 1 })));
    for (const response of paid) await expectChargedOnce(system, expectPaid(response));
    await fault.clear();
    for (const [index, each] of hurried.entries()) {
      const orderId = expectAccepted(await each.checkOut({ key: String(first[index]?.key) }));
      await becomes(system, orderId, 'paid');
      await expectChargedOnce(system, orderId);
    }
  },
} satisfies Scenario;
