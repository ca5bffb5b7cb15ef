import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { expectToConfirm, securedOrder } from '../a-confirmation.ts';
import { holdAt } from '../at-a-point.ts';
import { becomes, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'confirmation-beats-the-cancel',
  broken:
    'The time to confirm is over, and payments cancels the payment; but the customer confirms before the provider gets that request.',
  customerSees: 'The order is paid and charged once: the state of the payment at the provider decides.',
  cell: { edge: 'payments->stripe', fault: 'late', phase: 'before the callee sees it' },
  proves: ['confirmation.idempotency', 'confirmation.fallback'],
  isShort: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    await system.simulator.withholdEvents();
    const { held, outcome } = await holdAt(
      system,
      { edge: 'payments->stripe', direction: 'request', label: 'POST /v1/payment_intents/:id/cancel' },
      () => ada.checkOut({ order: securedOrder }),
    );
    const { orderId, confirm } = expectToConfirm(system, await outcome);
    assert.ok((await confirm()).isTaken);
    await held.release('forward');
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
