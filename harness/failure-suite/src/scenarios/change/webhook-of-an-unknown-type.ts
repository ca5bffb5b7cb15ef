import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { anEvent, deliver, intentOf } from '../an-event.ts';
import { expectChargedOnce, expectPaid, statusOf } from '../what-was-seen.ts';

export default {
  name: 'webhook-of-an-unknown-type',
  broken:
    'The provider sends webhooks of a type that did not exist when this payments was written, and a known type with fields unheard of.',
  customerSees: 'Nothing: both are taken with 200, and the paid order stays as it is.',
  cell: { edge: 'stripe->payments', fault: 'unknown enum member', phase: 'after the answer' },
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
