import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { anEvent, deliver, intentOf } from '../an-event.ts';
import { expectChargedOnce, expectPaid, statusOf } from '../expectations.ts';

export default {
  name: 'webhook-of-an-unknown-type',
  broken:
    'The provider sends a webhook type that did not exist when payments was written, and a known type with unknown fields.',
  customerSees: 'Nothing: both get 200, and the paid order does not change.',
  cell: { edge: 'stripe->payments', fault: 'unknown enum member', phase: 'after the response' },
  proves: ['webhook.idempotency'],
  run: async (system) => {
    const orderId = expectPaid(await system.shopper('Ada').checkOut());
    const intent = await intentOf(system, orderId);
    const events = [
      anEvent(system, { type: 'payment_intent.crystallised', object: intent }),
      anEvent(system, {
        object: { ...intent, mood: { kind: 'blue' }, payment_method_types: ['card', 'telepathy'] },
      }),
    ];
    for (const event of events) assert.equal((await deliver(system, event)).status, 200);
    assert.equal(await statusOf(system, orderId), 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
