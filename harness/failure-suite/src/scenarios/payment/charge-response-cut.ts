import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAccepted, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'charge-response-cut',
  broken: 'The provider charges the card, and its connection breaks in the middle of the response.',
  customerSees:
    'The order is paid and charged once. The truncated response was not accepted as a complete one.',
  cell: { edge: 'payments->stripe', fault: 'cut', phase: 'mid-response' },
  proves: ['payment.retry'],
  run: async (system) => {
    await system.lab.strike({ edge: 'payments->stripe', direction: 'response', action: { kind: 'cut' } });
    const orderId = expectAccepted(await system.shopper('Ada').checkOut({ attempts: 1 }));
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
