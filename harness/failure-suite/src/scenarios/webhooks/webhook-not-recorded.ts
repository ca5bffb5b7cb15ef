import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { anEvent, deliver } from '../an-event.ts';
import { orderWithoutResponse } from '../an-order-without-response.ts';
import { becomes, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'webhook-not-recorded',
  broken: 'Payments cannot record a webhook: its database resets every connection.',
  customerSees:
    'The order is pending a little longer. The provider gets 503 and sends the webhook again; the order becomes paid.',
  cell: { edge: 'payments->postgres', fault: 'reset', phase: 'throughout' },
  proves: ['webhook.retry', 'webhook.recovery'],
  run: async (system) => {
    const { orderId, intent, heal } = await orderWithoutResponse(system, system.shopper('Ada'));
    const event = anEvent(system, { object: intent });
    const outage = await system.lab.fault('payments->postgres', { kind: 'reset' });
    const { status, text } = await deliver(system, event);
    assert.equal(status, 503, text);
    await outage.clear();
    await system.until('the webhook is accepted', async () => (await deliver(system, event)).status === 200);
    await becomes(system, orderId, 'paid');
    await heal();
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
