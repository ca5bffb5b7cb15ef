import { type Scenario } from '../../scenario/scenario.ts';
import { refusedInTime, acceptedOnRetry } from '../orders-without-postgres.ts';

export default {
  name: 'postgres-cut-off-from-its-network',
  needs: 'containers',
  broken:
    'Postgres is disconnected from its network: messages in transit are lost, connections go silent, and its name does not resolve until it is back.',
  customerSees:
    'A response within the deadline, at worst 503 or 504 with Retry-After. On retry, each order is accepted, paid and charged once.',
  cell: { edge: 'checkout->postgres', fault: 'cut off', phase: 'throughout' },
  proves: ['checkout.timeout', 'checkout.recovery'],
  fallacies: ['the network is reliable'],
  // Silent connections are abandoned one by one, and their work is taken over when its lease expires.
  livenessMs: 20_000,
  run: async (system) => {
    await system.process('postgres').cutOff();
    const refused = await refusedInTime(system);
    await system.process('postgres').reconnect();
    await acceptedOnRetry(system, refused);
  },
} satisfies Scenario;
