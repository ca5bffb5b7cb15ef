import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { chargedLate, refundOfLateCharge } from '../a-late-charge.ts';
import { mailsAbout } from '../emails-seen.ts';
import { expectResponse } from '../expectations.ts';

export default {
  name: 'late-charge-refund-returned',
  broken:
    'A declined payment is confirmed later, outside the shop. The charge is refunded, and the bank returns the refund.',
  customerSees:
    'The order stays failed. Its history and an email say that the extra charge could not be refunded. Reconciliation leaves it to an operator.',
  cell: { edge: 'stripe->payments', fault: 'late', phase: 'after the response' },
  proves: ['refund.recovery', 'refund.observability'],
  chargedElsewhere: 1,
  differences: ['orphaned_charge_refund_failed'],
  livenessMs: 30_000,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = await chargedLate(system, ada, 'pm_card_refundFail');
    await system.until(
      'checkout knows that the refund was returned',
      async () => (await refundOfLateCharge(system, orderId))?.['status'] === 'failed',
      20_000,
    );
    const { events } = expectResponse(await ada.get(`/orders/${orderId}/history`), 200) as {
      events: { type: string; text: string }[];
    };
    assert.equal(events.at(-1)?.type, 'orphaned_charge_refund_failed');
    assert.match(String(events.at(-1)?.text), /could not be refunded\. Our team is looking into it/);
    await system.until('an email says that the extra payment is not refunded', async () =>
      (await mailsAbout(system, orderId)).some(({ subject }) => /is not refunded yet$/.test(subject)),
    );
  },
} satisfies Scenario;
