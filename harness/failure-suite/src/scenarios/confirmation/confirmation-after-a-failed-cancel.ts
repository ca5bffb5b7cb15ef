import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { orderToConfirm } from '../a-confirmation.ts';
import { becomes, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'confirmation-after-a-failed-cancel',
  broken:
    'The time to confirm is over, but the provider fails each time payments cancels (500). Then the customer confirms.',
  customerSees:
    'The bank accepts it, and the order is paid. The shop never said that the payment had failed.',
  cell: { edge: 'payments->stripe', fault: '5xx', phase: 'before the callee sees it' },
  proves: ['confirmation.recovery', 'confirmation.idempotency'],
  livenessMs: 30_000,
  run: async (system) => {
    const route = 'POST /v1/payment_intents/:id/cancel';
    await system.simulator.fault({ route, fault: 'error_500' });
    const { orderId, confirm } = await orderToConfirm(system, system.shopper('Ada'));
    await system.until(
      'payments cancels again',
      async () => (await system.simulator.faults()).some(({ struck }) => Number(struck) >= 4),
      30_000,
    );
    assert.ok((await confirm()).isTaken, 'the bank accepts the confirmation');
    await system.simulator.clearFaults();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
