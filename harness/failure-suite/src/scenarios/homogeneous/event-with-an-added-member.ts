import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Scenario } from '../../scenario/scenario.ts';
import { addJob } from '../add-job.ts';
import { expectPaid } from '../expectations.ts';

export default {
  name: 'event-with-an-added-member',
  needs: 'redis',
  broken: 'A newer version of checkout adds a member to an event that recommendations already handles.',
  customerSees: 'Nothing: recommendations keeps learning from purchases.',
  cell: { edge: 'recommendations->redis', fault: 'added member', phase: 'throughout' },
  proves: ['recommendations.recovery'],
  fallacies: ['the network is homogeneous'],
  madeUpPurchases: 1,
  run: async (system) => {
    expectPaid(await system.shopper('Ada').checkOut({ attempts: 1 }));
    const customerId = `cus_${randomUUID().replaceAll('-', '')}`;
    const payload = {
      version: 1,
      orderId: `ord_${randomUUID().replaceAll('-', '')}`,
      customerId,
      productIds: ['prod_tea', 'prod_mug'],
      paidAt: new Date().toISOString(),
      isGift: true,
    };
    await addJob(system, 'recommendations', 'order-paid', {
      messageId: randomUUID(),
      traceparent: null,
      payload,
    });
    const counted = await system.until('the event is counted', async () => {
      const rows = await system.query(
        'recommendations',
        'select product_id from customer_product where customer_id = $1 order by 1',
        [customerId],
      );
      return rows.length > 0 && rows;
    });
    assert.deepEqual(
      counted.map((row) => row['product_id']),
      ['prod_mug', 'prod_tea'],
    );
  },
} satisfies Scenario;
