import { type Scenario } from '../../scenario/scenario.ts';
import { orderToConfirm, securedOrder } from '../a-confirmation.ts';
import { becomes, expectChargedOnce, expectPaid } from '../expectations.ts';
import { killing } from '../while-down.ts';

export default {
  name: 'confirmation-while-checkout-is-down',
  broken:
    'Both instances of checkout are killed (SIGKILL) while an order waits for its customer, who confirms meanwhile.',
  customerSees: 'The order is paid soon after checkout is back; a repeat of the request gets it.',
  cell: { edge: 'checkout', fault: 'kill -9', phase: 'throughout' },
  proves: ['confirmation.recovery', 'checkout.recovery'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const { orderId, key, confirm } = await orderToConfirm(system, ada);
    const bringBack = await killing('checkout', 'checkout-2')(system);
    await confirm();
    await bringBack();
    await becomes(system, orderId, 'paid');
    expectPaid(await ada.checkOut({ order: securedOrder, key }));
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
