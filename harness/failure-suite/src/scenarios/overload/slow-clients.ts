import { type Scenario } from '../../scenario/scenario.ts';
import { expectPaid } from '../expectations.ts';
import { gauge } from '../gauges-seen.ts';
import { slowestUsualOrder } from '../slowest-usual-order.ts';
import { slowClient } from '../slow-client.ts';
import { expectWithin } from '../suggestions-seen.ts';

/** More than MAX_IN_FLIGHT (500): requests with an incomplete body must not take up slots. */
const slowOnes = 520;
export default {
  name: 'slow-clients',
  broken: '520 clients each start an order, send a byte now and then, and never finish it.',
  customerSees: 'Other customers are not affected.',
  cell: { edge: 'shopper->checkout', fault: 'slow clients', phase: 'throughout' },
  proves: ['checkout.timeout'],
  // Compares response times.
  isAlone: true,
  run: async (system) => {
    const ada = system.shopper('Ada');
    const usualMs = await slowestUsualOrder(ada);
    const sockets = Array.from({ length: slowOnes }, (_, n) => slowClient(system, n));
    try {
      await system.until('checkout has the connections of all slow clients', async () => {
        const open = await Promise.all(
          ['checkout', 'checkout-2'].map((copy) => gauge(system, copy, 'http_server_connections', 'open')),
        );
        return open.reduce((sum, connections) => sum + connections, 0) >= slowOnes;
      });
      system.note(`${slowOnes} clients send one byte at a time`);
      for (let n = 0; n < 5; n += 1) {
        for (const socket of sockets) socket.write('{');
        const order = await ada.checkOut({ attempts: 1 });
        expectPaid(order);
        expectWithin(3 * usualMs + 300, [order]);
      }
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  },
} satisfies Scenario;
