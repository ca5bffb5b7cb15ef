import { type Scenario } from '../../scenario/scenario.ts';
import { expectChargedOnce, expectPaid } from '../expectations.ts';

export default {
  name: 'provider-fails-once',
  broken: 'The provider responds to one charge with 503 and does nothing.',
  customerSees: 'The order is paid immediately and charged once.',
  cell: { edge: 'payments->stripe', fault: '5xx', phase: 'before the callee sees it' },
  proves: ['payment.retry'],
  run: async (system) => {
    const fault = await system.lab.fault('payments->stripe', { kind: 'status', status: 503, times: 1 });
    const orderId = expectPaid(await system.shopper('Ada').checkOut({ attempts: 1 }));
    await fault.struck();
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
