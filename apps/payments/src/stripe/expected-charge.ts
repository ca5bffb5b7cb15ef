import { formatMoney, isSameMoney, type Money, moneySchema } from '@holdfast/contracts';
import type Stripe from 'stripe';
import { type Payment } from '../payment/payment.ts';

/** `sk_live_…` and `rk_live_…` move real money. */
export const isLiveKey = (key: string): boolean => /^[a-z]+_live_/.test(key);

/**
 * The reason, for operators, why an intent is not the charge of a payment; undefined if it is. Amount,
 * currency, mode and a known intent ID must match; otherwise nothing is settled.
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

/** The captured amount once succeeded: part of it may have been captured in the dashboard. */
export function moneyOf({
  status,
  amount,
  amount_received: received,
  currency,
}: Stripe.PaymentIntent): Money {
  return { amountMinor: status === 'succeeded' ? received : amount, currency };
}

export const modeOf = (isLive: boolean): 'live' | 'test' => (isLive ? 'live' : 'test');

/** An event may lack an amount, which must not cause an error. */
const inWords = (money: Money): string =>
  moneySchema.safeParse(money).success
    ? `${formatMoney(money)} (${money.currency})`
    : `${String(money.amountMinor)} ${String(money.currency)}`;
