import { type Concern, type Readiness } from '../scenario/readiness-box.ts';

/** What a box of the checklist means here; where a concern truly does not arise, why. */
export type Meaning = { readonly means: string } | { readonly notApplicable: string };

const checkout: Readonly<Record<`checkout.${Concern}`, Meaning>> = {
  'checkout.idempotency': {
    means:
      'One key is one order: repeated, sent twice at once or after a crash, it gets the same answer, byte for byte.',
  },
  'checkout.timeout': {
    means: 'No customer waits beyond the deadline, whatever hangs behind checkout.',
  },
  'checkout.retry': {
    means:
      'What got no final answer may be sent again, by the client and by checkout itself, without a second effect; a refusal is not tried again.',
  },
  'checkout.breaker': {
    means:
      'A dead payments service is left alone after a few failures, and orders are then accepted at once.',
  },
  'checkout.fallback': {
    means:
      'While payments or its provider cannot answer, orders are accepted as payment pending (202) with a notice.',
  },
  'checkout.recovery': {
    means: 'Killed at any message, an order ends as paid or payment failed without anybody’s help.',
  },
  'checkout.observability': {
    means: 'What is broken, since when, and what users see of it, is told by checkout itself while it is so.',
  },
};

const payment: Readonly<Record<`payment.${Concern}`, Meaning>> = {
  'payment.idempotency': {
    means: 'A payment is charged once at the provider, whichever request, answer or process is lost.',
  },
  'payment.timeout': { means: 'A provider that hangs, or answers byte by byte, is given up in time.' },
  'payment.retry': {
    means:
      'Only what may work the next time is tried again, under the same key, as late as the provider asks, a bounded number of times.',
  },
  'payment.breaker': {
    means: 'A dead provider is left alone; single probes look whether it is back, also under load.',
  },
  'payment.fallback': {
    means:
      'Where the outcome is unknown nothing is guessed: it is looked up, and told as pending until then.',
  },
  'payment.recovery': {
    means: 'A payment whose process or database died is driven to its end under its own key.',
  },
  'payment.observability': {
    means: 'Attempts, breakers and payments in doubt can be seen, and match what was on the wire.',
  },
};

const refund: Readonly<Record<`refund.${Concern}`, Meaning>> = {
  'refund.idempotency': { means: 'A refund is made once per key, and never more than was paid.' },
  'refund.timeout': { means: 'Who asks for a refund is answered in time, whatever hangs.' },
  'refund.retry': { means: 'A refund that got no answer is asked for again under its own key.' },
  'refund.breaker': {
    means:
      'Refunds leave alone who cannot make them: an open breaker of payments, or of the provider, holds for them too.',
  },
  'refund.fallback': { means: 'A refund that cannot be made now is accepted as pending, and says so.' },
  'refund.recovery': { means: 'Killed at any message, a refund ends the same on both sides.' },
  'refund.observability': {
    means: 'A pending refund can be seen on its order and in its history until it is made.',
  },
};

const receipt: Readonly<Record<`receipt.${Concern}`, Meaning>> = {
  'receipt.idempotency': {
    means:
      'Each paid order gets one receipt, whatever is delivered twice; in doubt it is held for a person, not sent again.',
  },
  'receipt.timeout': {
    means: 'A mail server that hangs is given up, and keeps no other mail from going out.',
  },
  'receipt.retry': {
    means: 'A refusal for now is tried again later; a refusal for good is parked and never repeated.',
  },
  'receipt.breaker': { means: 'A dead mail server is left alone until a probe gets through.' },
  'receipt.fallback': {
    means: 'Orders are taken and charged as ever while no mail can be sent; the mails wait.',
  },
  'receipt.recovery': { means: 'Mails that waited, or whose worker or queue died, go out by themselves.' },
  'receipt.observability': {
    means:
      'What is sent, waiting, held or dead is in email’s ledger and among the dead letters, with its reason.',
  },
};

const webhook: Readonly<Record<`webhook.${Concern}`, Meaning>> = {
  'webhook.idempotency': {
    means: 'Each event takes effect once, however often and in whatever order it comes.',
  },
  'webhook.timeout': { means: 'The provider is answered in time also while the database does not answer.' },
  'webhook.retry': {
    means:
      'What could not be recorded is not acknowledged, so that the provider sends it again, and then it counts.',
  },
  'webhook.breaker': {
    notApplicable:
      'The call is the provider’s, and handling it calls no other service: there is nothing that a breaker could open.',
  },
  'webhook.fallback': {
    means: 'What a webhook that never comes would have told is read back from the provider.',
  },
  'webhook.recovery': {
    means: 'Killed at any message, a webhook takes effect with the next delivery or by reading back.',
  },
  'webhook.observability': {
    means: 'Forged and stale webhooks are refused with a reason, and can be counted.',
  },
};

const recommendations: Readonly<Record<`recommendations.${Concern}`, Meaning>> = {
  'recommendations.idempotency': { means: 'A purchase that is told twice counts once in what is suggested.' },
  'recommendations.timeout': {
    means: 'Suggestions that are late are given up, and cost a checkout nothing.',
  },
  'recommendations.retry': {
    means: 'A read is tried again within its time and its budget, and never multiplies an outage.',
  },
  'recommendations.breaker': {
    means: 'A dead recommendations service is left alone, and its customers get an answer at once.',
  },
  'recommendations.fallback': {
    means: 'The last good suggestions with their age, then the popular products, and a notice says which.',
  },
  'recommendations.recovery': { means: 'Once it is back suggestions are live again by themselves.' },
  'recommendations.observability': { means: 'Every answer says where it is from and how old it is.' },
};

/** All boxes: a type error when one has no meaning. */
export const meanings: Readonly<Record<Readiness, Meaning>> = {
  ...checkout,
  ...payment,
  ...refund,
  ...receipt,
  ...webhook,
  ...recommendations,
};
