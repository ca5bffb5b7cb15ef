import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'payments-response-truncated',
  broken: 'The response from payments ends cleanly after 120 bytes, in the middle of its headers or body.',
  customerSees: 'The order is accepted and ends up paid, charged once.',
  cell: { edge: 'checkout->payments', fault: 'truncated', phase: 'mid-response' },
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
