import { type CustomerResponse, type Shopper } from '@holdfast/witness';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce, expectPaid } from '../expectations.ts';

/** Half of the time that an attempt may take. */
const slowMs = 600;
const impatient = { 'x-request-timeout-ms': `${slowMs - 200}` };
const waves = [1, 2, 3];
const names = (of: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${of} ${n + 1}`);

export default {
  name: 'others-are-impatient',
  broken: 'The provider takes 0.6 s for each charge, and twelve customers wait less.',
  customerSees:
    'The impatient get their order, a pending one, or 504. Everybody else is charged as usual: no deadline of another customer counts as a failure of the provider.',
  cell: { edge: 'payments->stripe', fault: 'latency', phase: 'throughout' },
  proves: ['payment.timeout', 'payment.breaker'],
  isAlone: true,
  run: async (system) => {
    const fault = await system.lab.fault('payments->stripe', {
      kind: 'latency',
      ms: slowMs,
      direction: 'response',
    });
    const hurried: [Shopper, CustomerResponse][] = [];
    for (const wave of waves) {
      const shoppers = names(`Impatient ${wave}`, 4).map((name) => system.shopper(name));
      const order = async (each: Shopper): Promise<[Shopper, CustomerResponse]> => [
        each,
        await each.checkOut({ attempts: 1, headers: impatient }),
      ];
      hurried.push(...(await Promise.all(shoppers.map(order))));
    }
    const patient = names('Patient', 4).map((name) => system.shopper(name));
    const paid = await Promise.all(patient.map((each) => each.checkOut({ attempts: 1 })));
    for (const response of paid) await expectChargedOnce(system, expectPaid(response));
    await fault.clear();
    for (const [each, { key }] of hurried) {
      const orderId = expectAccepted(await each.checkOut({ key: String(key) }));
      await becomes(system, orderId, 'paid');
      await expectChargedOnce(system, orderId);
    }
  },
} satisfies Scenario;
