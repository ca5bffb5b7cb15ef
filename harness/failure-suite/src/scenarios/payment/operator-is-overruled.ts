import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { orderWithoutResponse } from '../an-order-without-response.ts';
import { operatorDecides } from '../an-operators-decision.ts';
import { becomes, expectChargedOnce } from '../expectations.ts';

const decisions = `select outcome->>'kind' as outcome, decided_by from idempotency_decision where operation_id = $1 order by decision_id`;

export default {
  name: 'operator-is-overruled',
  broken:
    'The provider charges the card, and its response is lost. Its breaker is still open when an operator records by mistake that the card was declined.',
  customerSees: 'The order is paid, once: the charge is looked up before the decision is applied.',
  cell: { edge: 'payments->stripe', fault: 'a wrong decision', phase: 'after it ran, before a byte returns' },
  proves: ['payment.recovery', 'payment.breaker'],
  // The breaker stays open while the decision is applied, and for the orders that follow.
  settings: {
    payments: { BREAKER_OPEN_MS: '8000', BREAKER_OPEN_CAP_MS: '8000', BREAKER_CONSECUTIVE_SPAN_MS: '0' },
  },
  livenessMs: 30_000,
  run: async (system) => {
    const other = system.process('payments-2');
    await other.stop();
    const { orderId, intent, reconnect, heal } = await orderWithoutResponse(system, system.shopper('Ada'));
    await system.until('the breaker is open', async () =>
      /"open"/.test((await system.ask('payments', '/resilience')).text),
    );
    await reconnect();
    const operationId = await operatorDecides(system, {
      kind: 'declined',
      providerPaymentId: intent['id'],
      declineCode: 'insufficient_funds',
    });
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
    assert.deepEqual(
      await system.query('payments', decisions, [operationId]),
      [
        { outcome: 'declined', decided_by: 'ada' },
        { outcome: 'succeeded', decided_by: 'the service (checked first)' },
      ],
      'the decision, and what was found instead',
    );
    await heal();
    await other.start();
  },
} satisfies Scenario;
