import { type Scenario } from '../../scenario/scenario.ts';
import { orderToConfirm } from '../a-confirmation.ts';
import { becomes, expectChargedOnce } from '../expectations.ts';
import { killing } from '../while-down.ts';

export default {
  name: 'confirmation-while-payments-is-down',
  broken:
    'Both instances of payments are killed (SIGKILL) while an order waits for its customer, who confirms meanwhile.',
  customerSees: 'The order is paid soon after payments is back, and charged once.',
  cell: { edge: 'payments', fault: 'kill -9', phase: 'throughout' },
  proves: ['confirmation.recovery', 'webhook.retry'],
  isShort: true,
  run: async (system) => {
    const { orderId, confirm } = await orderToConfirm(system, system.shopper('Ada'));
    const bringBack = await killing('payments', 'payments-2')(system);
    await confirm();
    await bringBack();
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
