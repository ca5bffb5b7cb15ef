import { type Scenario } from '../../scenario/scenario.ts';
import { anExperiment } from '../an-experiment.ts';

export default {
  ...anExperiment('retry-storm'),
  // It compares peaks of requests, which load beside it would level.
  isAlone: true,
  broken:
    'Stripe returns 503 while 50 orders arrive. Then checkout is paused twice, under 40 hasty and under 40 polite customers.',
  customerSees:
    'The first orders are pending with a notice, and paid once Stripe is back. All others get their order after the pause.',
  cell: { edge: 'payments->stripe', fault: '503', phase: 'before the callee sees it' },
  proves: ['payment.breaker', 'payment.recovery', 'checkout.fallback'],
  // Pending orders are retried with backoff once the breakers have closed.
  livenessMs: 60_000,
} satisfies Scenario;
