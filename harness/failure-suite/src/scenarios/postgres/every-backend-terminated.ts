import { type Scenario } from '../../scenario/scenario.ts';
import { orderBeingCharged } from '../an-order-being-charged.ts';
import { becomes, expectChargedOnce, expectPaid } from '../expectations.ts';

const terminateAll = `select pg_terminate_backend(pid) from pg_stat_activity
                      where datname in ('checkout', 'payments', 'email') and pid <> pg_backend_pid()`;

export default {
  name: 'every-backend-terminated',
  broken:
    'Every database connection of checkout, payments and email is terminated while an order is being charged.',
  customerSees: 'The order is paid, immediately or on retry, and charged once.',
  cell: { edge: 'payments->postgres', fault: 'backends terminated', phase: 'throughout' },
  proves: ['checkout.retry', 'payment.retry'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const { orderId, held, outcome } = await orderBeingCharged(system, ada);
    await system.query('postgres', terminateAll);
    await held.release('forward');
    const { key } = await outcome;
    expectPaid(await ada.checkOut({ key: String(key) }));
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
