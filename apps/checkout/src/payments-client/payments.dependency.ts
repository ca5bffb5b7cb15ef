import { type DependencyOptions } from '@holdfast/resilience';
import { type CheckoutConfig } from '../checkout.config.ts';

/** 200 ms: that a payment is pending takes a read and a commit, 70 ms on two busy cores. */
const reserveMs = 200;

export function paymentsDependency(config: CheckoutConfig): DependencyOptions {
  return {
    name: 'payments',
    attemptTimeoutMs: config.PAYMENTS_ATTEMPT_TIMEOUT_MS,
    deadlineMs: config.PAYMENTS_DEADLINE_MS,
    reserveMs,
    // First probe after 2 s, then at most 15 s apart: customers are waiting for their receipts.
    breaker: { openMs: 2_000, openCapMs: 15_000 },
    usersSee: {
      closed: 'Orders are charged immediately and returned as paid (201). Refunds are immediate too.',
      open: 'Orders are accepted as payment pending (202) with a notice. Once payments is back, each is charged once, and the customer gets a receipt or a decline email. Refunds are accepted as pending.',
      half_open:
        'One order or refund at a time goes to payments as a probe. All others are accepted as pending with a notice and completed once payments is back.',
    },
  };
}
