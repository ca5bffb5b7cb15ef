import { bodyOf, responsesIn, summaryOf } from '../../invariants/responses.ts';
import { text } from '../../invariants/rows.ts';
import { type Facts } from '../facts.ts';
import { type Meaning } from '../statement.ts';
import { wasDeclined, wasNotConfirmed } from './payment.ts';

/** Stripe's own words for each reason that customers may know. Banks want all others kept secret. */
const providerWords = {
  insufficient_funds: ['insufficient_funds'],
  expired_card: ['expired_card'],
  incorrect_cvc: ['incorrect_cvc'],
  processing_error: ['processing_error'],
  card_velocity_exceeded: ['card_velocity_exceeded'],
  /** The customer refused, or was not there to confirm until the shop gave up. */
  authentication_required: [
    'authentication_required',
    'authentication_not_handled',
    'payment_intent_authentication_failure',
    'payment_intent_payment_attempt_expired',
    'payment_method_customer_decline',
    'abandoned',
  ],
} as const;

type Known = keyof typeof providerWords;
export type Reason = Known | 'generic_decline';

const known = Object.entries(providerWords) as [Known, readonly string[]][];

/** A payment that the shop canceled was not declined: no bank refused it. */
const reasonIn = (word: string): Reason | 'canceled' =>
  word.startsWith('canceled')
    ? 'canceled'
    : (known.find(([, words]) => words.includes(word))?.[0] ?? 'generic_decline');

/** Why payments of the order failed, in the provider's words; undefined if it was not read. */
function recordedBy(facts: Facts, orderId: string): string[] | undefined {
  const charges = facts.allChargesOf(orderId).filter(({ status }) => status === 'failed');
  const intents = facts.ledgers.intents.filter((intent) => intent.orderId === orderId);
  const reasons = [
    ...charges.map(({ failureReason }) => failureReason),
    ...intents.flatMap(({ failureReasons }) => failureReasons),
  ];
  if (reasons.includes(undefined)) return undefined;
  return [...reasons, ...decidedBy(facts, orderId)].filter((reason) => typeof reason === 'string');
}

/** Operators decide what services cannot find out, and see the provider's dashboard. */
function decidedBy({ ledgers }: Facts, orderId: string): string[] {
  return ledgers.payments
    .filter((payment) => text(payment, 'order_id') === orderId)
    .map((payment) => text(payment, 'decided_decline'))
    .filter((reason) => reason !== '');
}

function differs(said: string, facts: Facts, orderId: string): string | undefined {
  const recorded = recordedBy(facts, orderId);
  if (recorded === undefined || recorded.some((word) => reasonIn(word) === said)) return undefined;
  return `the provider recorded ${[...new Set(recorded)].join(', ') || 'no decline'} for ${orderId}`;
}

/** The provider knows a decline of the order, for this reason. */
export const wasDeclinedFor =
  (reason: Reason): Meaning =>
  (said, facts) =>
    wasDeclined(said, facts) ??
    (said.orderId === undefined ? undefined : differs(reason, facts, said.orderId));

/** The customer did not confirm, which is also the provider's reason. */
export const failedUnconfirmed: Meaning = (said, facts) =>
  wasNotConfirmed(said, facts) ??
  (said.orderId === undefined ? undefined : differs('authentication_required', facts, said.orderId));

/** The provider refused the request itself: no bank was asked for money, so that none declined. */
export const neverReachedTheBank: Meaning = ({ orderId }, facts) => {
  const charges = orderId === undefined ? [] : facts.allChargesOf(orderId);
  const declined = charges.find(({ status }) => status === 'failed');
  return declined === undefined
    ? undefined
    : `the bank declined ${declined.chargeId}: ${declined.failureReason ?? 'for an unknown reason'}`;
};

/** Reasons as programs read them, which the sentences above put into words. */
export function wrongDeclineCodes(facts: Facts): string[] {
  return responsesIn(facts.evidence).flatMap((response) => {
    const body = bodyOf(response);
    const [orderId, code] = [text(body, 'orderId'), text(body, 'declineCode')];
    const why = orderId === '' || code === '' ? undefined : differs(code, facts, orderId);
    return why === undefined ? [] : [`${summaryOf(response)} has the decline code ${code}, but ${why}`];
  });
}
