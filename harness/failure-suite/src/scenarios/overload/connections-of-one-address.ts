import { type Scenario } from '../../scenario/scenario.ts';
import { type System } from '../../system/system.ts';
import { expectPaid } from '../expectations.ts';
import { slowClient } from '../slow-client.ts';

/** Per process. */
const limit = 50;
/** More than both copies of checkout take. */
const connections = 4 * limit;

export default {
  name: 'connections-of-one-address',
  broken: `Twice, ${connections} clients behind one address connect; each copy of checkout takes ${limit} of them. Then they leave.`,
  customerSees: 'Later, a customer behind the same address buys as usual.',
  cell: { edge: 'shopper->checkout', fault: 'too many connections', phase: 'connect' },
  proves: ['checkout.recovery'],
  settings: { checkout: { MAX_CONNECTIONS_PER_ADDRESS: `${limit}` } },
  run: async (system) => {
    const ada = system.shopper('Ada');
    expectPaid(await ada.checkOut());
    for (let round = 1; round <= 2; round += 1) await crowd(system);
    expectPaid(await ada.checkOut());
  },
} satisfies Scenario;

/** Connects until connections are refused, and leaves. */
async function crowd(system: System): Promise<void> {
  const sockets = Array.from({ length: connections }, (_, n) => slowClient(system, n));
  try {
    await system.until(
      'connections over the limit are refused',
      () => sockets.filter(({ closed }) => closed).length >= connections - 2 * limit,
    );
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  await system.until('all have left', () => sockets.every(({ closed }) => closed));
}
