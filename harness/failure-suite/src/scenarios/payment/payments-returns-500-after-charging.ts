import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'payments-returns-500-after-charging',
  broken: 'Payments charges the card and returns 500 with a stack trace, on every request for a while.',
  customerSees:
    'The order is pending with a notice that shows nothing of the trace. It becomes paid, charged once.',
  cell: { edge: 'checkout->payments', fault: '5xx', phase: 'after it ran, before a byte returns' },
  proves: ['checkout.idempotency', 'checkout.fallback', 'checkout.recovery'],
  run: async (system) => {
    const body = JSON.stringify({ error: 'TypeError: undefined\n    at charge (payments.ts:1:1)' });
    const fault = await system.lab.fault('checkout->payments', {
      kind: 'status_after',
      status: 500,
      headers: { 'content-type': 'application/json' },
      body,
    });
    const orderId = expectAccepted(await system.shopper('Ada').checkOut({ attempts: 1 }));
    await fault.struck();
    await fault.clear();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
