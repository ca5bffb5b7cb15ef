import { failedUnconfirmed, neverReachedTheBank, wasDeclinedFor } from '../meanings/decline.ts';
import { advice, isLineOfCart, isPaid, nothingCharged } from '../meanings/payment.ts';
import {
  bankReturnedIt,
  cameBack,
  failedForDispute,
  isDisputed,
  mayBeRequestedAgain,
  wasMade,
  wasMadeOfThese,
  wasNotMade,
} from '../meanings/refund.ts';
import { refundSettledThen, settledThen } from '../meanings/time.ts';
import { mean } from '../statement.ts';

export const inEmails = [
  ...mean(
    advice,
    'Hello {name},',
    'Hello,',
    'Order: {order}',
    'Refund: {refundId}',
    'Amount: {refund}',
    'Product: {count} × {product}',
    'See your order: {page}',
    'You are receiving this email because an order was placed with this address.',
    'Please keep this email as your receipt.',
  ),
  ...mean(settledThen, 'Paid: {time}'),
  ...mean(refundSettledThen, 'Refunded: {time}', 'Failed: {time}'),
  ...mean(
    isPaid,
    'Your receipt for {total}',
    'Thank you for your order. It is paid in full; this is your receipt.',
    'Total: {total}',
    'Paid in full: {total}.',
  ),
  ...mean(isLineOfCart, '{line}'),
  ...mean(
    nothingCharged,
    'Nothing was charged.',
    'Amount: {total} (not charged)',
    'If your bank shows the amount as pending, the hold will disappear within a few days.',
    'Your payment of {total} did not go through',
    'Your payment of {total} did not go through.',
  ),
  ...mean(
    neverReachedTheBank,
    "We couldn't accept payments at the time. Your payment method was not the problem.",
    "If you'd still like these items, please contact our team before you try again.",
  ),
  ...mean(wasDeclinedFor('generic_decline'), 'Your bank declined the payment.'),
  ...mean(wasDeclinedFor('insufficient_funds'), 'Your bank reported insufficient funds.'),
  ...mean(wasDeclinedFor('expired_card'), 'Your bank reported that the card has expired.'),
  ...mean(wasDeclinedFor('processing_error'), 'Your bank could not process the payment.'),
  ...mean(
    wasDeclinedFor('card_velocity_exceeded'),
    'Your bank reported that the card was used too often or is over its limit.',
  ),
  ...mean(
    failedUnconfirmed,
    'Your bank or wallet asked you to confirm this payment. It was not confirmed in time, or it was refused.',
  ),
  ...mean(
    advice,
    "If you'd still like these items, please order again with another payment method.",
    "If you'd still like these items, please order again later. You can use the same payment method.",
    "If you'd still like these items, please order again and confirm the payment when your bank asks, or use another payment method.",
    "If you'd still like these items, please order again with another payment method, or check with your bank and try the same one again.",
  ),
  ...mean(wasMadeOfThese, 'We have refunded {refund} for your order.'),
  ...mean(
    wasMade,
    'Your refund of {refund}',
    '{refund} is on its way back to you.',
    'The money will go back to your original payment method.',
    'You are receiving this email because an order placed with this address was refunded.',
  ),
  ...mean(
    advice,
    'Banks usually take five to ten business days; some remove the original charge instead of showing a refund.',
    "There's nothing you need to do.",
    "If the money hasn't arrived after ten business days, check your order: it shows whether your bank returned the refund to us.",
    'Your order shows its refunds.',
    'If you expected more, contact our team.',
    'If an earlier email said this refund was on its way, please disregard that one.',
    "We won't send it again automatically, because the card or account may have been closed.",
    "Contact our team, and we'll find another way to return your money.",
    "If the bank decides in the payer's favor, it returns the money itself. If not, contact our team about the refund.",
  ),
  ...mean(
    mayBeRequestedAgain,
    "You can request the refund again. If that card or account no longer works, contact our team, and we'll find another way to return your money.",
  ),
  ...mean(
    wasNotMade,
    'Amount: {refund} (not refunded)',
    'Your refund of {refund} did not reach you',
    'Your refund of {refund} did not go through. We still have the money.',
    'We have it on record: until we refund it, this amount counts as paid.',
    'We did not make your refund of {refund}: this payment had already been refunded.',
    'We did not make your refund of {refund}: another refund was made first, and less than that was left.',
    'You are receiving this email because a refund of an order placed with this address did not go through.',
  ),
  ...mean(
    cameBack,
    'Your bank returned your refund of {refund} to us. The money is with us, not in your account.',
  ),
  ...mean(
    failedForDispute,
    "Your refund of {refund} did not go through, because the payer's bank is handling a dispute of this payment.",
    'The bank holds the money until it decides.',
  ),
  ...mean(
    bankReturnedIt,
    "We did not make your refund of {refund}: after a dispute, the payer's bank has already returned the money.",
  ),
  ...mean(
    isDisputed,
    'Your refund of {refund} did not go through: after a dispute, our payment provider refunds nothing more of this payment.',
  ),
];
