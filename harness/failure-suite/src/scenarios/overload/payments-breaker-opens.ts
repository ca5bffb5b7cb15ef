import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { type CustomerResponse } from '@holdfast/witness';
import { becomes, expectPaid, expectPending, expectRefundPending } from '../expectations.ts';

const instances = ['checkout', 'checkout-2'];
/**
 * An open breaker probes after 2 s, later after longer pauses: at most one probe per instance during this
 * check.
 */
const probesMost = 2;
/** With an open breaker, an order only waits for Postgres on a busy machine. */
const atOnceMs = 1_000;

export default {
  name: 'payments-breaker-opens',
  broken: 'Payments refuses every connection while orders and a refund arrive one after another.',
  customerSees:
    'Orders and the refund are accepted as pending with a notice, and soon without any delay. The order being refunded shows the refund. All complete once payments is back.',
  cell: { edge: 'checkout->payments', fault: 'refuse', phase: 'connect' },
  proves: ['checkout.breaker', 'refund.breaker', 'checkout.observability', 'refund.observability'],
  // The breaker may have reopened for 15 s plus 20% jitter just before payments comes back.
  livenessMs: 40_000,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const returned = expectPaid(await ada.checkOut());
    const outage = await system.lab.fault('checkout->payments', { kind: 'refuse' });
    const orders: string[] = [];
    const order = async (): Promise<CustomerResponse> => {
      const response = await system.shopper(`Grace ${orders.length}`).checkOut({ attempts: 1 });
      orders.push(expectPending(response));
      return response;
    };
    await system.until('both instances report the open breaker and what users see', async () => {
      await order();
      const pages = await Promise.all(instances.map((name) => system.ask(name, '/resilience')));
      return pages.every(
        ({ text }) =>
          /"payments","breaker":"open"/.test(text) && text.includes('accepted as payment pending'),
      );
    });
    system.saw('breaker opened');
    const { struck: before } = await outage.struck();
    const responses = [await order(), await order(), await order(), await order()];
    await expectRefundPending(ada, returned, await ada.refund(returned, { attempts: 1 }));
    const { struck: after } = await outage.struck();
    assert.ok(after - before <= probesMost, `${after - before} calls to payments past an open breaker`);
    for (const { startedAt, endedAt } of responses) assert.ok(endedAt - startedAt <= atOnceMs);
    await outage.clear();
    for (const orderId of orders) await becomes(system, orderId, 'paid');
    await becomes(system, returned, 'refunded');
  },
} satisfies Scenario;
