import { setTimeout as delay } from 'node:timers/promises';
import { type Scenario } from '../../scenario/scenario.ts';
import { refusedInTime, acceptedOnRetry } from '../orders-without-postgres.ts';

export default {
  name: 'postgres-paused-for-five-seconds',
  broken: 'Postgres is paused (SIGSTOP) for 5 s: connections stay open, but nothing responds.',
  customerSees:
    'A response within the deadline, at worst 503 or 504 with Retry-After. On retry, each order is accepted, paid and charged once.',
  cell: { edge: 'checkout->postgres', fault: 'stopped', phase: 'throughout' },
  proves: ['checkout.timeout', 'payment.timeout', 'checkout.recovery'],
  fallacies: ['latency is zero'],
  run: async (system) => {
    await system.process('postgres').pause();
    const refused = await refusedInTime(system);
    await delay(2_000);
    await system.process('postgres').resume();
    await acceptedOnRetry(system, refused);
  },
} satisfies Scenario;
