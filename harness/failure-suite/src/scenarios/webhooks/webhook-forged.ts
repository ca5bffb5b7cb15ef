import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { anEvent, deliver } from '../an-event.ts';
import { orderWithoutResponse } from '../an-order-without-response.ts';
import { becomes, expectChargedOnce, statusOf } from '../expectations.ts';

export default {
  name: 'webhook-forged',
  broken:
    'An attacker reports an unpaid order as paid: with the wrong secret, without a signature, and with a body changed after signing.',
  customerSees:
    'Nothing: all are refused with 400, and the order stays pending until the real provider reports.',
  cell: { edge: 'stripe->payments', fault: 'forged', phase: 'before the callee sees it' },
  proves: ['webhook.idempotency'],
  fallacies: ['the network is secure'],
  isShort: true,
  run: async (system) => {
    const { orderId, intent, heal } = await orderWithoutResponse(system, system.shopper('Ada'));
    const genuine = anEvent(system, { object: intent });
    const forgeries = [
      anEvent(system, { object: intent, secret: 'whsec_made_up' }),
      { ...genuine, signature: '' },
      { ...genuine, body: genuine.body.replace(/"amount":\d+/, '"amount":1') },
    ];
    assert.notEqual(forgeries.at(-1)?.body, genuine.body);
    for (const forged of forgeries) assert.equal((await deliver(system, forged)).status, 400);
    assert.equal(await statusOf(system, orderId), 'payment_pending');
    assert.equal((await deliver(system, genuine)).status, 200);
    await becomes(system, orderId, 'paid');
    await heal();
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
