import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { anEvent, deliver } from '../an-event.ts';
import { disputeHistory, disputeIs, openDispute } from '../a-dispute.ts';
import { expectPaid, expectResponse, becomes } from '../expectations.ts';

export default {
  name: 'dispute-event-arrives-late',
  broken:
    'A dispute is won. Minutes later the provider delivers an older event again, under another ID: the dispute needs a response.',
  customerSees: 'The dispute stays won, and the order can be refunded.',
  cell: { edge: 'stripe->payments', fault: 'late', phase: 'after the response' },
  proves: ['webhook.idempotency', 'refund.recovery'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const orderId = expectPaid(await ada.checkOut());
    const dispute = await openDispute(system, orderId);
    await disputeIs(system, ada, orderId, 'needs_response');
    const [kept] = (
      (await system.simulator.get(`/_simulator/charges?since=0`)) as { disputes: Record<string, unknown>[] }
    ).disputes.filter(({ disputeId }) => disputeId === dispute.disputeId);
    await dispute.close('won');
    await disputeIs(system, ada, orderId, 'won');
    const object = {
      id: dispute.disputeId,
      object: 'dispute',
      amount: kept?.['amountMinor'],
      currency: kept?.['currency'],
      charge: kept?.['chargeId'],
      payment_intent: kept?.['paymentIntentId'],
      created: Math.floor(Date.parse(String(kept?.['createdAt'])) / 1_000),
      reason: 'fraudulent',
      status: 'needs_response',
      evidence_details: { due_by: 0 },
    };
    const old = anEvent(system, { type: 'charge.dispute.created', object, ageSeconds: 60 });
    assert.equal((await deliver(system, old)).status, 200);
    assert.deepEqual(await disputeHistory(system, orderId), ['needs_response', 'won']);
    expectResponse(await ada.refund(orderId), 201);
    await becomes(system, orderId, 'refunded');
  },
} satisfies Scenario;
