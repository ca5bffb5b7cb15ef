import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectAnswer, expectPaid } from '../what-was-seen.ts';

export default {
  name: 'refund-while-payments-is-down',
  broken: 'Nobody answers for payments while a refund is asked for.',
  customerSees: 'The refund is taken as pending; the money comes back once, when payments is there again.',
  cell: { edge: 'checkout->payments', fault: 'refuse', phase: 'connect' },
  proves: ['refund.fallback', 'refund.recovery'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut());
    const outage = await system.lab.fault('checkout->payments', { kind: 'refuse' });
    const body = expectAnswer(await ada.refund(orderId, { attempts: 1 }), 201);
    assert.equal(body['status'], 'pending');
    await outage.struck();
    await outage.clear();
    await becomes(system, orderId, 'refunded');
    assert.equal((await system.ledgers()).refunds.length, 1);
  },
} satisfies Scenario;
