import { type Scenario } from '../../scenario/scenario.ts';
import { expectChargedOnce, expectPaid } from '../expectations.ts';

export default {
  name: 'payments-request-lost',
  broken:
    'The connection from checkout to payments is reset while the request is on it: payments never sees it.',
  customerSees: 'The order is paid immediately and charged once.',
  cell: { edge: 'checkout->payments', fault: 'reset', phase: 'before the callee sees it' },
  proves: ['checkout.retry'],
  fallacies: ['the network is reliable'],
  run: async (system) => {
    await system.lab.strike({ edge: 'checkout->payments', direction: 'request', action: { kind: 'reset' } });
    await expectChargedOnce(system, expectPaid(await system.shopper('Ada').checkOut({ attempts: 1 })));
  },
} satisfies Scenario;
