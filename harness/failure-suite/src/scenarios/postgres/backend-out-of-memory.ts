import { NotHit } from '@holdfast/engine';
import { type Scenario } from '../../scenario/scenario.ts';
import { orderBeingCharged } from '../an-order-being-charged.ts';
import { becomes, expectChargedOnce, expectPaid } from '../expectations.ts';

const ofPayments = `select pid from pg_stat_activity where datname = 'payments' and backend_type = 'client backend'`;

export default {
  name: 'backend-out-of-memory',
  needs: 'processes',
  broken:
    'The machine has no memory left: the kernel kills one process of Postgres while an order is being charged. Postgres drops all connections and recovers.',
  customerSees: 'The order is paid, immediately or on retry, and charged once.',
  cell: { edge: 'payments->postgres', fault: 'one process killed', phase: 'throughout' },
  proves: ['checkout.retry', 'payment.retry'],
  run: async (system) => {
    const ada = system.shopper('Ada');
    const { orderId, held, outcome } = await orderBeingCharged(system, ada);
    const [backend] = await system.query('payments', ofPayments);
    if (backend === undefined) throw new NotHit('Payments has no connection to Postgres.');
    const { length: logEnd } = await system.log('postgres');
    process.kill(Number(backend['pid']), 'SIGKILL');
    await system.until('Postgres drops all connections', async () =>
      (await system.log('postgres')).includes('terminating any other active server processes', logEnd),
    );
    await held.release('forward');
    const { key } = await outcome;
    expectPaid(await ada.checkOut({ key: String(key) }));
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  },
} satisfies Scenario;
