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
      closed: 'Suggestions are live and personal.',
      open: 'Customers see their last suggestions with their age, or popular products; a notice says which. Orders are unaffected.',
      half_open:
        'One request at a time asks for live suggestions as a probe. All others get the last suggestions or popular products, with a notice.',
    },
  };
}
