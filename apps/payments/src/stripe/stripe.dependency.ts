import { type DependencyOptions } from '@holdfast/resilience';
import { type PaymentsConfig } from '../payments.config.ts';

/** 200 ms: the outcome is committed before the response, as in checkout. */
const reserveMs = 200;
/** 30 s: the default window. */
const windowMs = 30_000;

export function stripeDependency({
  STRIPE_TIMEOUT_MS,
  STRIPE_DEADLINE_MS,
}: PaymentsConfig): DependencyOptions {
  return {
    name: 'stripe',
    attemptTimeoutMs: STRIPE_TIMEOUT_MS,
    deadlineMs: STRIPE_DEADLINE_MS,
    reserveMs,
    breaker: {
      windowMs: Math.max(windowMs, 2 * STRIPE_TIMEOUT_MS),
      // Customers wait for receipts: the first probe comes 2 s after an outage starts, later ones at least
      // every 15 s.
      openMs: 2_000,
      openCapMs: 15_000,
    },
    usersSee: {
      closed: 'Cards are charged and refunds are made immediately.',
      open: 'No new charge or refund is sent to Stripe. Orders are accepted as payment pending (202) with a notice, refunds as pending. Both complete once Stripe is back, and no customer is charged twice.',
      half_open:
        'One charge or refund at a time goes to Stripe as a probe. All others are accepted as pending and complete later.',
    },
  };
}
