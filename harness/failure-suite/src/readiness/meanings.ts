import { type Concern, type Readiness } from '../scenario/readiness-box.ts';

/**
 * The claim behind a box, or the reason that the concern does not arise. At most 80 characters: it is a table
 * cell.
 */
export type Meaning = { readonly means: string } | { readonly notApplicable: string };

const checkout: Readonly<Record<`checkout.${Concern}`, Meaning>> = {
  'checkout.idempotency': {
    means: 'One key, one order: every repeat gets the same bytes, even after a crash.',
  },
  'checkout.timeout': { means: 'No customer waits beyond the deadline, whatever hangs behind checkout.' },
  'checkout.retry': { means: 'A call without a final response is safe to retry; a refusal is not retried.' },
  'checkout.breaker': {
    means: 'After a few failures, payments gets no calls; orders are accepted immediately.',
  },
  'checkout.fallback': {
    means: 'While payments or its provider is down, orders get 202 (pending) and a notice.',
  },
  'checkout.recovery': {
    means: 'Killed at any message, an order still ends as paid or failed, automatically.',
  },
  'checkout.observability': {
    means: 'Checkout reports what is broken, since when, and what users see of it.',
  },
};

const payment: Readonly<Record<`payment.${Concern}`, Meaning>> = {
  'payment.idempotency': {
    means: 'Each payment is charged once, whichever request, response or process is lost.',
  },
  'payment.timeout': {
    means: 'Calls to a provider that hangs or trickles its response are cut off in time.',
  },
  'payment.retry': { means: 'Retries are limited, keep the key, honor Retry-After, and skip refusals.' },
  'payment.breaker': { means: 'A dead provider gets single probes only, even under load.' },
  'payment.fallback': {
    means: 'An unknown outcome is never guessed: it stays pending until it is looked up.',
  },
  'payment.recovery': {
    means: 'After a process or database crash, a payment is completed under its own key.',
  },
  'payment.observability': {
    means: 'Attempts, breakers and uncertain payments are visible and match the wire.',
  },
};

const confirmation: Readonly<Record<`confirmation.${Concern}`, Meaning>> = {
  'confirmation.idempotency': {
    means: 'One page of the bank per order; a confirmation charges once, or not at all.',
  },
  'confirmation.timeout': {
    means: 'A confirmation that never comes ends the order in time, without a charge.',
  },
  'confirmation.retry': { means: 'A lost request for a confirmation, or a lost cancel, is repeated safely.' },
  'confirmation.breaker': {
    means: 'An order that expires behind an open breaker shows no link, and ends after it.',
  },
  'confirmation.fallback': {
    means: "If no webhook arrives, the provider's state decides, even against a cancel.",
  },
  'confirmation.recovery': {
    means: 'Killed at any message, an order that waits still ends as paid or failed.',
  },
  'confirmation.observability': {
    means: 'Order, history and email say that nothing is charged without a confirmation.',
  },
};

const refund: Readonly<Record<`refund.${Concern}`, Meaning>> = {
  'refund.idempotency': { means: 'One refund per key, and never more than was paid.' },
  'refund.timeout': { means: 'A refund request gets a response in time, whatever hangs.' },
  'refund.retry': { means: 'A refund request without a response is retried under its own key.' },
  'refund.breaker': { means: 'Refunds respect open breakers of payments and of the provider.' },
  'refund.fallback': { means: 'A refund that cannot be made now is accepted as pending, and says so.' },
  'refund.recovery': { means: 'Killed at any message, a refund ends the same in checkout and payments.' },
  'refund.observability': {
    means: 'A pending refund shows on its order and in its history until it is made.',
  },
};

const receipt: Readonly<Record<`receipt.${Concern}`, Meaning>> = {
  'receipt.idempotency': {
    means: 'One receipt per paid order; a copy sent in doubt has the same Message-ID.',
  },
  'receipt.timeout': { means: 'A mail server that hangs is given up, and delays no other email.' },
  'receipt.retry': { means: 'Temporary refusals are retried later; permanent ones are parked.' },
  'receipt.breaker': { means: 'A dead mail server gets probes only, until one succeeds.' },
  'receipt.fallback': {
    means: 'Orders are accepted and charged while no email can be sent; the emails wait.',
  },
  'receipt.recovery': { means: 'Emails that waited, or lost their worker or queue, are sent automatically.' },
  'receipt.observability': {
    means: 'Every email is listed as sent, waiting, held or dead, with the reason.',
  },
};

const webhook: Readonly<Record<`webhook.${Concern}`, Meaning>> = {
  'webhook.idempotency': {
    means: 'Each event takes effect once, however often and in whatever order it arrives.',
  },
  'webhook.timeout': { means: 'The provider gets a response in time, even while the database hangs.' },
  'webhook.retry': { means: 'An unrecorded webhook is not acknowledged: the provider sends it again.' },
  'webhook.breaker': {
    notApplicable: 'The provider makes this call, and handling it calls no other service.',
  },
  'webhook.fallback': { means: 'If a webhook never arrives, its content is read back from the provider.' },
  'webhook.recovery': { means: 'Killed at any message, it takes effect on redelivery or by reading back.' },
  'webhook.observability': { means: 'Forged and stale webhooks are refused with a reason, and counted.' },
};

const recommendations: Readonly<Record<`recommendations.${Concern}`, Meaning>> = {
  'recommendations.idempotency': { means: 'A purchase that is delivered twice counts once.' },
  'recommendations.timeout': { means: 'Late suggestions are given up and never delay a checkout.' },
  'recommendations.retry': {
    means: 'Reads are retried within their time and budget, and never amplify an outage.',
  },
  'recommendations.breaker': {
    means: 'A dead service gets probes only, and customers get a response immediately.',
  },
  'recommendations.fallback': {
    means: 'The last good suggestions with their age, else popular products; both say so.',
  },
  'recommendations.recovery': {
    means: 'Once the service is back, suggestions are live again automatically.',
  },
  'recommendations.observability': { means: 'Every response names its source and its age.' },
};

/** The type demands a meaning for every box. */
export const meanings: Readonly<Record<Readiness, Meaning>> = {
  ...checkout,
  ...payment,
  ...confirmation,
  ...refund,
  ...receipt,
  ...webhook,
  ...recommendations,
};
