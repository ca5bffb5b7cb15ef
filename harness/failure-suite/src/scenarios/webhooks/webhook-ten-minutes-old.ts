import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { anEvent, deliver } from '../an-event.ts';
import { orderWithoutResponse } from '../an-order-without-response.ts';
import { becomes, statusOf } from '../expectations.ts';

export default {
  name: 'webhook-ten-minutes-old',
  broken: 'A webhook with a valid signature arrives ten minutes after it was signed.',
  customerSees: 'Nothing: it is refused with 400 as a possible replay. The order is settled in other ways.',
  cell: { edge: 'stripe->payments', fault: 'late', phase: 'before the callee sees it' },
  proves: ['webhook.recovery', 'webhook.observability'],
  fallacies: ['the network is secure'],
  run: async (system) => {
    const { orderId, intent, heal } = await orderWithoutResponse(system, system.shopper('Ada'));
    const { status, text } = await deliver(system, anEvent(system, { object: intent, ageSeconds: 600 }));
    assert.equal(status, 400);
    assert.match(text, /webhook_signature_invalid/);
    assert.equal(await statusOf(system, orderId), 'payment_pending');
    await heal();
    await becomes(system, orderId, 'paid');
  },
} satisfies Scenario;
