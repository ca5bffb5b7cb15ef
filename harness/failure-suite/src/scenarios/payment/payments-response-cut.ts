import { type Scenario } from '../../scenario/scenario.ts';
import { expectChargedOnce, expectPaid } from '../expectations.ts';

export default {
  name: 'payments-response-cut',
  broken: 'The connection to payments breaks in the middle of its response.',
  customerSees: 'The order is paid immediately and charged once.',
  cell: { edge: 'checkout->payments', fault: 'cut', phase: 'mid-response' },
  proves: ['checkout.retry'],
  run: async (system) => {
    await system.lab.strike({ edge: 'checkout->payments', direction: 'response', action: { kind: 'cut' } });
    await expectChargedOnce(system, expectPaid(await system.shopper('Ada').checkOut({ attempts: 1 })));
  },
} satisfies Scenario;
