import { type DependencyOptions } from '@holdfast/resilience';
import { type CheckoutConfig } from '../checkout.config.ts';

export function recommendationsDependency(config: CheckoutConfig): DependencyOptions {
  return {
    name: 'recommendations',
    attemptTimeoutMs: config.RECOMMENDATIONS_TIMEOUT_MS,
    deadlineMs: config.RECOMMENDATIONS_TIMEOUT_MS,
    attempts: 2,
    // Suggestions are fresh again a quarter of a minute after the service is back, at the latest (guess).
    breaker: { openMs: 2_000, openCapMs: 15_000 },
    usersSee: {
      closed: 'Suggestions are live, made for the customer.',
      open: 'Suggestions are the last good ones with their age, or popular products; a notice says which. Nothing else changes: no order fails or waits because of it.',
      half_open:
        'One request at a time asks for live suggestions as a test. All others get the last good ones or popular products, with a notice.',
    },
  };
}
