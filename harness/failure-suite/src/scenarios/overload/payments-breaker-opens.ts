import assert from 'node:assert/strict';
import { type Scenario } from '../../scenario/scenario.ts';
import { type CustomerResponse } from '../../system/shopper.ts';
import { becomes, expectResponse, expectPaid, expectPending } from '../expectations.ts';

const copies = ['checkout', 'checkout-2'];
/** A breaker that is open makes one call after 2 s, and later ones after longer pauses: at most one a copy while this looks. */
const probesMost = 2;
/** Nobody is waited for then: the time of Postgres on a machine that is shared. */
const atOnceMs = 1_000;

export default {
  name: 'payments-breaker-opens',
  broken: 'Payments refuses every connection while orders and a refund arrive one after another.',
  customerSees:
    'Orders and the refund are accepted as pending with a notice, and soon without any delay. The order being refunded shows the refund. All complete once payments is back.',
  cell: { edge: 'checkout->payments', fault: 'refuse', phase: 'connect' },
  proves: ['checkout.breaker', 'refund.breaker', 'checkout.observability', 'refund.observability'],
  // The breaker may have opened anew, for 15 s and a fifth by chance, just before payments is back.
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
    await system.until('both copies tell that the breaker is open, and what users see of it', async () => {
      await order();
      const pages = await Promise.all(copies.map((copy) => system.ask(copy, '/resilience')));
      return pages.every(
        ({ text }) =>
          /"payments","breaker":"open"/.test(text) && text.includes('accepted as payment pending'),
      );
    });
    system.saw('breaker opened');
    const { struck: before } = await outage.struck();
    const responses = [await order(), await order(), await order(), await order()];
    assert.equal(expectResponse(await ada.refund(returned, { attempts: 1 }), 201)['status'], 'pending');
    const { struck: after } = await outage.struck();
    assert.ok(after - before <= probesMost, `${after - before} calls to payments past an open breaker`);
    for (const { startedAt, endedAt } of responses) assert.ok(endedAt - startedAt <= atOnceMs);
    assert.equal(expectResponse(await ada.get(`/orders/${returned}`), 200)['status'], 'refund_pending');
    await outage.clear();
    for (const orderId of orders) await becomes(system, orderId, 'paid');
    await becomes(system, returned, 'refunded');
  },
} satisfies Scenario;
