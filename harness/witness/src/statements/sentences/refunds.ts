import { advice } from '../meanings/payment.ts';
import {
  bankReturnedIt,
  debitFailed,
  failedForDispute,
  isContested,
  isDisputed,
  isRequested,
  isRequestedOfThese,
  mayBeRequestedAgain,
  wasCanceled,
  wasMadeOfThese,
  wasNotMade,
} from '../meanings/refund.ts';
import { mean } from '../statement.ts';

/** Notices and histories. */
export const aboutRefunds = [
  ...mean(isRequestedOfThese, 'A refund of {part}{products} was requested.'),
  ...mean(wasMadeOfThese, '{refund}{products} was refunded.', 'Our team refunded {refund}{products}.'),
  ...mean(
    isRequested,
    "Your refund of {part} is being processed but isn't confirmed yet. It won't be sent twice.",
    'The refund could not be confirmed in time. We are still processing it.',
    'The refund could not be confirmed automatically. Our team is checking it; it will not be sent again in the meantime.',
    'The refund was submitted but is not confirmed yet.',
  ),
  ...mean(
    wasNotMade,
    'Your refund of {refund} did not go through, so no money was returned.',
    'The refund of {refund} failed. No money was returned.',
    'The refund of {refund} was not made: the payment had already been refunded.',
    'Your refund of {refund} was not made: the payment had already been refunded.',
  ),
  ...mean(
    wasCanceled,
    'Your refund of {refund} was not made: our team canceled it.',
    'The refund of {refund} was not made: our team canceled it.',
  ),
  ...mean(advice, "Please contact our team if you don't know why."),
  ...mean(mayBeRequestedAgain, 'You can request it again.'),
  ...mean(advice, 'Please contact our team.'),
];

/** Notices and histories. */
export const aboutDisputes = [
  ...mean(
    bankReturnedIt,
    "Your refund of {refund} was not made: the payer's bank has already taken the money back.",
    "The refund of {refund} was not made: the payer's bank has already taken the money back.",
  ),
  ...mean(
    failedForDispute,
    "The refund of {refund} failed because the payer's bank is handling a dispute. No money was returned.",
    "Your refund of {refund} did not go through, because the payer's bank was handling a dispute of this payment.",
    'Your refund of {refund} did not go through: after a dispute, the payment provider refunds nothing more of this payment.',
  ),
  ...mean(
    isDisputed,
    'The refund of {refund} failed: after a dispute, the payment provider refunds nothing more of this payment. No money was returned.',
    'The payer had part of this money back already, so the bank took {dispute} back in the end.',
    'The payer had this money back already, so the bank took nothing back in the end.',
  ),
  ...mean(
    debitFailed,
    "The payer's bank reported that it could not collect this payment after all.",
    'It took {dispute} back.',
    'It holds {dispute} until it decides.',
  ),
  ...mean(
    isContested,
    "The payer's bank asked us about {dispute} of this payment. It has not taken any money back.",
    "The payer's bank opened a dispute over {dispute}. It holds this money until the dispute is decided.",
    "The payer's bank is reviewing our response to the dispute over {dispute}.",
    "The payer's bank decided the dispute over {dispute} in our favor. The payment stands.",
    "The payer's bank decided the dispute in the payer's favor and returned {dispute} to the payer.",
    "The payer's bank decided the dispute in the payer's favor.",
    "The payer's bank ended its inquiry about {dispute} of this payment without a dispute.",
    "The dispute over {dispute} was reopened. The payer's bank holds this money until it is decided again.",
  ),
];
