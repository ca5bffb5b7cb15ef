import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { anEvent, deliver } from '../an-event.ts';
import { orderWithoutResponse } from '../an-order-without-response.ts';
import { becomes, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'webhooks-out-of-order',
  broken:
    "A charge's webhooks arrive newest first: that it succeeded, then that it failed, then that it began.",
  customerSees: 'The order becomes paid and stays paid.',
  cell: { edge: 'stripe->payments', fault: 'reorder', phase: 'throughout' },
  proves: ['webhook.idempotency'],
  run: async (system) => {
    const { orderId, intent, heal } = await orderWithoutResponse(system, system.shopper('Ada'));
    const failure = { code: 'card_declined', decline_code: 'generic_decline' };
    const failed = { ...intent, status: 'requires_payment_method', last_payment_error: failure };
    const events = [
      anEvent(system, { object: intent }),
      anEvent(system, { type: 'payment_intent.payment_failed', object: failed }),
      anEvent(system, {
        type: 'payment_intent.created',
        object: { ...intent, status: 'requires_confirmation' },
      }),
    ];
    for (const event of events) assert.equal((await deliver(system, event)).status, 200);
    await becomes(system, orderId, 'paid');
    await heal();
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
