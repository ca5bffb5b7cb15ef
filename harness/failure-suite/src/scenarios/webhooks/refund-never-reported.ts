import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { becomes, expectPaid, expectResponse } from '../expectations.ts';
import { ordersComparedSince } from '../reconciliation-seen.ts';

/** The transaction in which checkout applies the event about a refund. */
const application =
  'update refund + update orders + insert order_event + insert outbox + update idempotency_key';

export default {
  name: 'refund-never-reported',
  broken:
    "The provider never reports the result of a refund. Once reconciliation has found it, payments' event reaches checkout late.",
  customerSees: 'The refund is pending, then the order is refunded, by the event.',
  cell: { edge: 'stripe->payments', fault: 'withhold', phase: 'throughout' },
  proves: ['webhook.fallback', 'refund.recovery'],
  // Payments only: on the order, the difference is new, although the order has waited for longer.
  repairs: ['refund_settled_record_pending'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut({ order: { paymentMethod: 'pm_card_pendingRefund' } }));
    await system.simulator.withholdEvents();
    const strike = await system.lab.strike({
      edge: 'checkout->postgres',
      direction: 'request',
      label: application,
      action: { kind: 'hold' },
    });
    assert.equal(expectResponse(await ada.refund(orderId), 201)['status'], 'pending');
    await strike.hit(20_000);
    await ordersComparedSince(system, new Date());
    await strike.release('forward');
    await becomes(system, orderId, 'refunded');
  },
} satisfies Scenario;
