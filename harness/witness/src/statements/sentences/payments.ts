import { failedUnconfirmed, neverReachedTheBank, wasDeclinedFor } from '../meanings/decline.ts';
import {
  advice,
  emailFollows,
  isOrphaned,
  isPaid,
  isUnsettled,
  nothingCharged,
  onlyIfConfirmed,
  onlyOnce,
  orphanWasRefunded,
  reachedTheBank,
  suggestionsAre,
} from '../meanings/payment.ts';
import { isDueInTime } from '../meanings/time.ts';
import { mean } from '../statement.ts';

/** Notices, histories and suggestions. */
export const aboutPayments = [
  ...mean(advice, 'Order placed. {total} will be charged.', 'You can close this page.'),
  ...mean(isPaid, 'Payment of {total} received.'),
  ...mean(
    emailFollows,
    'A receipt is on its way.',
    "We'll email your receipt as soon as the payment is confirmed.",
    "We'll email you when the payment arrives, or if it doesn't.",
  ),
  ...mean(
    isUnsettled,
    "We've received your order and are confirming the payment.",
    'The payment could not be confirmed in time. We are still processing it.',
  ),
  ...mean(
    onlyOnce,
    "You don't need to order again, and you won't be charged twice.",
    "You won't be charged twice, and we'll email you either way.",
    'The payment could not be confirmed automatically. Our team is checking it; you will not be charged again in the meantime.',
  ),
  ...mean(advice, "If your bank asks you to approve it first, you'll see that here."),
  ...mean(
    reachedTheBank,
    'Your bank asks you to confirm this payment of {total}.',
    'The transfer of {total} from your bank is taking longer than expected.',
    'The bank is transferring {total}.',
    'The bank asked for a confirmation of the payment.',
  ),
  ...mean(isDueInTime, 'Your bank is transferring {total}; this can take up to {text}.'),
  ...mean(onlyIfConfirmed, "You'll be charged only if you confirm it."),
  ...mean(
    advice,
    "The time to confirm this payment with your bank is over, so please don't confirm it anymore.",
    'The time to confirm the payment is over.',
    "We're finding out whether it went through.",
    "We're looking into it.",
    'We are finding out its result.',
  ),
  ...mean(nothingCharged, 'Nothing has been charged yet.', 'Nothing was charged.'),
  ...mean(wasDeclinedFor('generic_decline'), 'The bank declined the payment.'),
  ...mean(wasDeclinedFor('insufficient_funds'), 'The bank reported insufficient funds.'),
  ...mean(wasDeclinedFor('expired_card'), 'The bank reported that the card has expired.'),
  ...mean(wasDeclinedFor('incorrect_cvc'), "The card's security code was incorrect."),
  ...mean(wasDeclinedFor('processing_error'), 'The bank could not process the payment.'),
  ...mean(
    wasDeclinedFor('card_velocity_exceeded'),
    'The bank reported that the card was used too often or is over its limit.',
  ),
  ...mean(failedUnconfirmed, 'The payment was not confirmed.'),
  ...mean(
    neverReachedTheBank,
    'This payment could not be processed.',
    'The payment method was not accepted.',
    'We could not accept payments at the time.',
  ),
  ...mean(
    isOrphaned,
    'A payment went through, but there is no matching order. It is being refunded.',
    'The payment went through after this order had failed. The order will not be fulfilled; the payment is being refunded.',
    'A second payment went through for this order. It is being refunded.',
  ),
  ...mean(
    orphanWasRefunded,
    'The extra charge was refunded in full.',
    'The extra charge had already been refunded.',
  ),
  ...mean(isOrphaned, 'The extra charge could not be refunded. Our team is looking into it.'),
  ...mean(
    suggestionsAre('default'),
    'Personal suggestions are unavailable right now. Here are our most popular products.',
    'These are our most popular products.',
  ),
  ...mean(
    suggestionsAre('cache'),
    "We can't refresh these suggestions right now. They are {count} {word} old.",
    "We can't refresh these suggestions right now. They are {text} old.",
  ),
];
