import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectPaid, expectRefundPending } from '../expectations.ts';

export default {
  name: 'refund-while-payments-is-down',
  broken: 'A refund is requested while payments refuses every connection.',
  customerSees:
    'The refund is accepted as pending, and the order says so. The money is refunded once, when payments is back.',
  cell: { edge: 'checkout->payments', fault: 'refuse', phase: 'connect' },
  proves: ['refund.fallback', 'refund.recovery'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut());
    const outage = await system.lab.fault('checkout->payments', { kind: 'refuse' });
    await expectRefundPending(ada, orderId, await ada.refund(orderId, { attempts: 1 }));
    await outage.struck();
    await outage.clear();
    await becomes(system, orderId, 'refunded');
    assert.equal((await system.ledgers()).refunds.length, 1);
  },
} satisfies Scenario;
