import { keyIsInUse, keyWasUsed } from '../meanings/key-in-use.ts';
import { failedUnconfirmed, neverReachedTheBank } from '../meanings/decline.ts';
import { advice, isUnsettled, nothingCharged, wasDeclined } from '../meanings/payment.ts';
import {
  bankReturnedIt,
  isAllReturned,
  isDisputed,
  isRequested,
  nothingOrdered,
  thisWasCanceled,
  thisWasNotMade,
} from '../meanings/refund.ts';
import { hasSelfRefundPeriod } from '../meanings/time.ts';
import { mean } from '../statement.ts';

/** Titles and details of orders, refunds and keys. */
export const inRefusals = [
  ...mean(nothingOrdered, 'Nothing was ordered or charged.', 'Unknown product', 'Payments are unavailable'),
  ...mean(
    advice,
    'The total has changed',
    'Show the new total to the customer, then order with a new key.',
    'The shop cannot accept payments right now. Retry later with the same key.',
    'Retry later with the same key.',
    'Use another payment method and a new idempotency key.',
    'Another request would be refused as well.',
    'Use another payment method and a new idempotency key.',
    'To try again, order with a new idempotency key.',
    'You can request a new refund.',
    '{quoted} is not in the catalog',
  ),
  ...mean(wasDeclined, 'The payment was declined'),
  ...mean(failedUnconfirmed, 'Nothing was charged: the payment was not confirmed.'),
  ...mean(nothingCharged, 'Nothing was charged for this order.'),
  ...mean(
    neverReachedTheBank,
    'Payment refused',
    'Payment method not accepted',
    'Please contact our team before another attempt: it may be refused as well.',
    'The shop could not accept payments; your payment method was not the cause. Order again later with a new key.',
  ),
  // Invariants 2 and 14 judge it, with the credential of the request.
  ...mean(advice, 'Order not found', 'No order has this ID.', 'Order access required'),
  ...mean(
    advice,
    'Send `Authorization: Bearer <token>` with the `accessToken` from the response to `POST /checkouts`, or an API key.',
  ),
  ...mean(
    isUnsettled,
    'The payment of this order is not confirmed yet.',
    'The bank is waiting for the customer to confirm the payment.',
  ),
  ...mean(advice, 'Once the order is paid, request the refund with a new key.'),
  ...mean(isRequested, 'A refund of this order is already in progress.'),
  ...mean(
    isAllReturned,
    'This order has already been refunded.',
    'Nothing was refunded: other refunds have already returned the whole payment.',
  ),
  ...mean(
    thisWasNotMade,
    'The order cannot be refunded',
    'The refund exceeds the remaining amount',
    'This refund needs an operator',
    'Nothing was refunded.',
    'Nothing was refunded: see `errors`.',
    'Nothing was refunded: another refund was made first, and less is left than this one requests.',
    'Nothing was refunded: the refund did not go through.',
  ),
  ...mean(thisWasCanceled, 'Nothing was refunded: our team canceled this refund.'),
  ...mean(
    bankReturnedIt,
    "Nothing was refunded: the payer's bank has already taken back what was left of the payment.",
  ),
  ...mean(
    isDisputed,
    "Nothing was refunded: the payer's bank is handling a dispute of this payment. If it is decided in our favor, contact our team about the refund.",
    'Nothing was refunded: after a lost dispute, the payment provider refunds nothing more of this payment.',
  ),
  ...mean(
    advice,
    '`left` is the amount that can still be refunded.',
    'Customers can refund only all of an order, with the body `{}`. Please contact support.',
    'must be {word}, the currency of the payment',
    'must be at most {count}: {left} is left',
    'cost {text}, but only {left} is left',
    '{quoted} is not in this order',
    'must be at most {count}: the rest was not bought or is refunded',
    'Too many attempts',
    'Too many checkouts came from this network address.',
    'Too many checkouts used this email address.',
    'Too many cards from this network address were declined.',
    'Too many refunds were requested for orders with this email address.',
    'Too many orders and refunds sent email to this address.',
    'Too many new idempotency keys came from this network address.',
  ),
  ...mean(
    hasSelfRefundPeriod,
    'Customers can refund an order themselves for {count} {word} after placing it. Please contact support.',
    'Customers cannot refund orders themselves. Please contact support.',
  ),
  ...mean(keyIsInUse, 'Retry in a moment with the same key to get the response.'),
  ...mean(
    keyWasUsed,
    'This key was already used for a different request. Use a new key for a new operation.',
  ),
];
