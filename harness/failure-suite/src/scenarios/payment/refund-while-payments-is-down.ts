import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectResponse, expectPaid } from '../expectations.ts';

export default {
  name: 'refund-while-payments-is-down',
  broken: 'A refund is requested while payments refuses every connection.',
  customerSees: 'The refund is accepted as pending. The money is refunded once, when payments is back.',
  cell: { edge: 'checkout->payments', fault: 'refuse', phase: 'connect' },
  proves: ['refund.fallback', 'refund.recovery'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut());
    const outage = await system.lab.fault('checkout->payments', { kind: 'refuse' });
    const body = expectResponse(await ada.refund(orderId, { attempts: 1 }), 201);
    assert.equal(body['status'], 'pending');
    await outage.struck();
    await outage.clear();
    await becomes(system, orderId, 'refunded');
    assert.equal((await system.ledgers()).refunds.length, 1);
  },
} satisfies Scenario;
