import { connect, type Socket } from 'node:net';
import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { expectPaid } from '../expectations.ts';
import { slowestUsualOrder } from '../slowest-usual-order.ts';
import { expectWithin } from '../suggestions-seen.ts';

/** More than MAX_IN_FLIGHT (500): requests with an incomplete body must not take up slots. */
const slowOnes = 520;
const head =
  'POST /checkouts HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nContent-Length: 200\r\nIdempotency-Key: ';

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
    const sockets = Array.from({ length: slowOnes }, (_, n) => begin(system, n));
    try {
      await system.until('all slow clients are connected', () =>
        sockets.every(({ bytesWritten }) => bytesWritten > 0),
      );
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

function begin(system: System, n: number): Socket {
  const { hostname, port } = new URL(system.edge('shopper->checkout'));
  const socket = connect(Number(port), hostname);
  socket.on('error', () => system.note(`slow client ${n} was cut off`));
  socket.write(`${head}slow-client-${n}-${Date.now()}\r\n\r\n`);
  return socket;
}
