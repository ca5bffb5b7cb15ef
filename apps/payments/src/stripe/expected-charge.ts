import { formatMoney, isSameMoney, type Money, moneySchema } from '@holdfast/contracts';
import type Stripe from 'stripe';
import { type Payment } from '../payment/payment.ts';

/** Whether a key moves real money: `sk_live_…` and `rk_live_…` do. */
export const isLiveKey = (key: string): boolean => /^[a-z]+_live_/.test(key);

/**
 * Why an intent is not the charge of a payment, in words for operators; undefined when it is. Amount, currency, mode and, once it is known,
 * the intent's id must be those of the payment: what differs settles nothing.
 */
export function whyNotOf(
  payment: Payment,
  intent: Stripe.PaymentIntent,
  isLive: boolean,
): string | undefined {
  const { providerPaymentId: knownId, amount } = payment;
  const said = moneyOf(intent);
  if (!isSameMoney(said, amount))
    return `Stripe reports ${inWords(said)}, but the payment is for ${inWords(amount)}`;
  if (intent.livemode !== isLive)
    return `it is in ${modeOf(intent.livemode)} mode, but our key is for ${modeOf(isLive)} mode`;
  if (knownId !== null && knownId !== intent.id)
    return `it names the intent ${intent.id}, but the payment has the intent ${knownId}`;
  return undefined;
}

/** What was taken, once it was: a part may have been captured in the dashboard. */
export function moneyOf({
  status,
  amount,
  amount_received: received,
  currency,
}: Stripe.PaymentIntent): Money {
  return { amountMinor: status === 'succeeded' ? received : amount, currency };
}

export const modeOf = (isLive: boolean): 'live' | 'test' => (isLive ? 'live' : 'test');

/** An event may come without one, and must not fail for that. */
const inWords = (money: Money): string =>
  moneySchema.safeParse(money).success
    ? `${formatMoney(money)} (${money.currency})`
    : `${String(money.amountMinor)} ${String(money.currency)}`;
