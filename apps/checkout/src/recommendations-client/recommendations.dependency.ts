import { type DependencyOptions } from '@holdfast/resilience';
import { type CheckoutConfig } from '../checkout.config.ts';

export function recommendationsDependency(config: CheckoutConfig): DependencyOptions {
  return {
    name: 'recommendations',
    attemptTimeoutMs: config.RECOMMENDATIONS_TIMEOUT_MS,
    deadlineMs: config.RECOMMENDATIONS_TIMEOUT_MS,
    attempts: 2,
    // At most 15 s between probes: suggestions are live again that soon after the service is back.
    breaker: { openMs: 2_000, openCapMs: 15_000 },
    usersSee: {
      closed: 'Suggestions are live and personal.',
      open: 'Customers see their last suggestions with their age, or popular products; a notice says which. Orders are unaffected.',
      half_open:
        'One request at a time tries live suggestions as a probe. All others get the last suggestions or popular products, with a notice.',
    },
  };
}
