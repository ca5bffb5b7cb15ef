import { type Scenario } from '../../scenario/scenario.ts';
import { expectPaid } from '../expectations.ts';
import { isIdle } from '../news.ts';
import { inDashboard } from '../refunds-seen.ts';

const customers = 10;

export default {
  name: 'dashboard-refunds-returned-at-once',
  needs: 'redis',
  broken:
    'Ten refunds in the dashboard are returned by the bank while Redis is paused, so that checkout gets both events about each at the same moment.',
  customerSees: 'The orders stay paid, and nothing counts as refunded.',
  cell: { edge: 'checkout->redis', fault: 'pause', phase: 'throughout' },
  proves: ['refund.idempotency', 'refund.recovery'],
  run: async (system) => {
    const orders = await Promise.all(
      Array.from({ length: customers }, async (_, index) => {
        const shopper = system.shopper(`Customer ${index + 1}`);
        return expectPaid(await shopper.checkOut({ order: { paymentMethod: 'pm_card_refundFail' } }));
      }),
    );
    await isIdle(system);
    await system.process('redis').pause();
    await Promise.all(orders.map((orderId) => inDashboard(system, orderId, 100)));
    await system.until('the bank returns all refunds', async () => {
      const failed = await system.query(
        'payments',
        `select from refund where order_id = any($1) and status = 'failed'`,
        [orders],
      );
      return failed.length === customers;
    });
    await system.process('redis').resume();
    await isIdle(system);
  },
} satisfies Scenario;
