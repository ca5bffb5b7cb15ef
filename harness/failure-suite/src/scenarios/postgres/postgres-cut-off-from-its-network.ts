import { type Scenario } from '../../scenario/scenario.ts';
import { refusedInTime, takenWhenTheyComeAgain } from '../orders-without-postgres.ts';

export default {
  name: 'postgres-cut-off-from-its-network',
  needs: 'containers',
  broken:
    'Postgres is taken out of its network: what is on the way is lost, connections fall silent, and its name leads nowhere until it is back.',
  customerSees:
    'An answer within the deadline, 503 or 504 with Retry-After at worst; sent again, each order is taken, paid and charged once.',
  cell: { edge: 'checkout->postgres', fault: 'cut off', phase: 'throughout' },
  proves: ['checkout.timeout', 'checkout.recovery'],
  fallacies: ['the network is reliable'],
  // Connections that fell silent are given up one by one, and what they held after its lease.
  livenessMs: 20_000,
  run: async (system) => {
    await system.process('postgres').cutOff();
    const refused = await refusedInTime(system);
    await system.process('postgres').reconnect();
    await takenWhenTheyComeAgain(system, refused);
  },
} satisfies Scenario;
