import { type Scenario } from '../../scenario/scenario.ts';
import { orderToConfirm } from '../a-confirmation.ts';
import { isMailed } from '../emails-seen.ts';
import { becomes, expectChargedOnce } from '../expectations.ts';

export default {
  name: 'confirmation-tab-closed-after-confirming',
  broken: 'The customer confirms with the bank and closes the tab before it returns to the shop.',
  customerSees: 'The order is paid, charged once, and its receipt arrives, although no page ever returned.',
  cell: { edge: 'shopper->checkout', fault: 'client vanishes', phase: 'after the response' },
  proves: ['confirmation.recovery'],
  run: async (system) => {
    const { orderId, confirm } = await orderToConfirm(system, system.shopper('Ada'));
    await confirm();
    await becomes(system, orderId, 'paid');
    await isMailed(system, orderId);
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
