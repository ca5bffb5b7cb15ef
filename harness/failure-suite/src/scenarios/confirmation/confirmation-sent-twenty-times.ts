import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { orderToConfirm } from '../a-confirmation.ts';
import { becomes, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'confirmation-sent-twenty-times',
  broken: "An impatient customer confirms on the bank's page twenty times at the same time.",
  customerSees: 'The bank takes one of them. The order is paid, charged once, with one receipt.',
  cell: { edge: 'shopper->checkout', fault: 'duplicate', phase: 'throughout' },
  proves: ['confirmation.idempotency', 'receipt.idempotency'],
  run: async (system) => {
    const { orderId, confirm } = await orderToConfirm(system, system.shopper('Ada'));
    const responses = await Promise.all(Array.from({ length: 20 }, () => confirm()));
    assert.equal(responses.filter(({ isTaken }) => isTaken).length, 1);
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
