import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { partnerCharges, partnerSettings } from '../a-partner.ts';
import { ordersComparedWhenOld } from '../reconciliation-seen.ts';

export default {
  name: 'partner-sells-with-payments',
  broken: 'A partner with an API key charges for an order of its own, which checkout does not know.',
  customerSees: "The partner's customer keeps what was bought: checkout's reconciliation refunds nothing.",
  cell: { edge: 'checkout->payments', fault: "another caller's key", phase: 'after the response' },
  proves: ['payment.recovery'],
  fallacies: ['there is one administrator'],
  settings: partnerSettings,
  livenessMs: 30_000,
  run: async (system) => {
    const orderId = `ord_${randomUUID().replaceAll('-', '')}`;
    const response = await partnerCharges(system, orderId, 'pm_card_visa');
    assert.equal(response.status, 201, 'the partner could not charge');
    await ordersComparedWhenOld(system);
    const { charges, refunds } = await system.ledgers();
    assert.deepEqual([charges.length, refunds], [1, []], "checkout refunded the partner's charge");
  },
} satisfies Scenario;
