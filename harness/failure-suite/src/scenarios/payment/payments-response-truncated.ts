import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../what-was-seen.ts';

export default {
  name: 'payments-response-truncated',
  broken: 'The answer of payments ends politely after 120 bytes, in the middle of its head or body.',
  customerSees: 'The order is taken and ends as paid, charged once.',
  cell: { edge: 'checkout->payments', fault: 'truncated', phase: 'in mid-answer' },
  proves: ['checkout.recovery'],
  run: async (system) => {
    const truncated = { kind: 'truncate', bytes: 120, direction: 'response', times: 1 } as const;
    const fault = await system.lab.fault('checkout->payments', truncated);
    const orderId = expectAccepted(await system.shopper('Ada').checkOut({ attempts: 1 }));
    await fault.struck();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
