import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectChargedOnce, expectPaid } from '../expectations.ts';

export default {
  name: 'webhook-request-lost',
  broken: 'The first webhook for a charge is lost in transit, and the next one is cut in half.',
  customerSees:
    'Nothing: the response already paid the order. The webhooks are sent again and change nothing.',
  cell: { edge: 'stripe->payments', fault: 'reset', phase: 'before the callee sees it' },
  proves: ['webhook.retry'],
  run: async (system) => {
    const edge = 'stripe->payments';
    const lost = await system.lab.strike({ edge, direction: 'request', action: { kind: 'reset' } });
    const half = await system.lab.strike({ edge, direction: 'request', ordinal: 2, action: { kind: 'cut' } });
    const orderId = expectPaid(await system.shopper('Ada').checkOut());
    await lost.hit();
    await half.hit();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
