import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectToConfirm, expectUnconfirmed, failsUnconfirmed, securedOrder } from '../a-confirmation.ts';
import { holdAt } from '../at-a-point.ts';
import { passed } from '../expectations.ts';

export default {
  name: 'confirmation-after-the-cancel',
  broken:
    'The time to confirm is over, the provider has canceled the payment, and its response is lost. Then the customer confirms.',
  customerSees: "The bank's page is closed. The order fails, nothing is charged, and an email says so.",
  cell: { edge: 'payments->stripe', fault: 'reset', phase: 'after it ran, before a byte returns' },
  proves: ['confirmation.idempotency', 'confirmation.retry'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    await system.simulator.withholdEvents();
    const { held, outcome } = await holdAt(
      system,
      { edge: 'payments->stripe', direction: 'response', label: '200 POST /v1/payment_intents/:id/cancel' },
      () => ada.checkOut({ order: securedOrder }),
    );
    const { orderId, key, confirm } = expectToConfirm(system, await outcome);
    assert.ok(!(await confirm()).isTaken, "the bank's page is closed");
    await held.release('reset');
    await failsUnconfirmed(system, orderId);
    const cancels = passed(system, 'payments->stripe', 'request', 'POST /v1/payment_intents/:id/cancel');
    assert.ok(cancels.length >= 2, 'the lost cancel is repeated');
    expectUnconfirmed(await ada.checkOut({ order: securedOrder, key }), orderId);
  },
} satisfies Scenario;
