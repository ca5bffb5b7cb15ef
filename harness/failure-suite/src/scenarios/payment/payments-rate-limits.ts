import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectChargedOnce, expectPending } from '../expectations.ts';

export default {
  name: 'payments-rate-limits',
  broken: 'Payments returns 429 with Retry-After: 1.',
  customerSees: 'The order is pending with a notice, and paid soon after.',
  cell: { edge: 'checkout->payments', fault: '429 with Retry-After', phase: 'before the callee sees it' },
  proves: ['checkout.retry', 'checkout.fallback'],
  run: async (system) => {
    const headers = { 'retry-after': '1' };
    const fault = await system.lab.fault('checkout->payments', {
      kind: 'status',
      status: 429,
      headers,
      times: 1,
    });
    const orderId = expectPending(await system.shopper('Ada').checkOut({ attempts: 1 }));
    await fault.struck();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
