import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { anEvent, deliver } from '../an-event.ts';
import { mailsAbout } from '../emails-seen.ts';
import { refundObject, onlyRefundOf } from '../refunds-seen.ts';
import { becomes, expectResponse, expectPaid, statusOf } from '../expectations.ts';

export default {
  name: 'refund-returned-by-the-bank',
  broken:
    "A refund succeeds and is emailed; then the customer's bank returns it. That event arrives three times, followed by older events.",
  customerSees:
    'One email that the refund did not arrive, an entry in the history, and an order that is paid again.',
  cell: { edge: 'stripe->payments', fault: 'late, duplicate and reorder', phase: 'after the response' },
  proves: ['refund.recovery', 'refund.idempotency', 'refund.observability'],
  isShort: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    await system.simulator.withholdEvents();
    const orderId = expectPaid(await ada.checkOut({ order: { paymentMethod: 'pm_card_refundFail' } }));
    expectResponse(await ada.refund(orderId), 201);
    await arrives(system, orderId, /We have refunded \$[\d,]+\.\d\d/);
    await system.simulator.clearFaults();
    await arrives(system, orderId, /Your bank returned your refund of \$[\d,]+\.\d\d/);
    await becomes(system, orderId, 'paid');

    const refund = await onlyRefundOf(system, orderId);
    for (const status of ['failed', 'failed', 'succeeded']) {
      const type = status === 'failed' ? 'refund.failed' : 'refund.updated';
      const news = anEvent(system, { type, object: refundObject(refund, status) });
      assert.equal((await deliver(system, news)).status, 200);
    }
    const { events } = expectResponse(await ada.get(`/orders/${orderId}/history`), 200) as {
      events: { type: string }[];
    };
    assert.deepEqual(
      events.map(({ type }) => type).filter((type) => /refund/.test(type)),
      ['refund_requested', 'order_refunded', 'refund_failed'],
    );
    assert.equal(await statusOf(system, orderId), 'paid');
  },
} satisfies Scenario;

function arrives(system: System, orderId: string, said: RegExp): Promise<unknown> {
  return system.until(
    `an email says ${said.source}`,
    async () => (await mailsAbout(system, orderId)).some(({ text }) => said.test(text)),
    20_000,
  );
}
