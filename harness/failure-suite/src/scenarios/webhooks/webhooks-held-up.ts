import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectChargedOnce, expectPaid } from '../expectations.ts';

export default {
  name: 'webhooks-held-up',
  broken: 'Payments accepts no webhooks for a while: connections hang without a response.',
  customerSees: "Nothing: the provider's responses pay the orders.",
  cell: { edge: 'stripe->payments', fault: 'black hole', phase: 'before the callee sees it' },
  proves: ['webhook.fallback'],
  run: async (system) => {
    const fault = await system.lab.fault('stripe->payments', { kind: 'black_hole' });
    const orderId = expectPaid(await system.shopper('Ada').checkOut({ attempts: 1 }));
    await fault.struck();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
