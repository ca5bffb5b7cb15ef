import { type Stripe } from 'stripe';
import { type EventOrigin, recordEvent } from '../events/event.recorder.ts';
import { seconds } from '../http/endpoint.ts';
import { equals, type Ledger } from '../ledger/ledger.ts';
import { idOf, newId } from '../ledger/object-id.ts';
import { end } from '../payment-intents/confirm.ts';

interface Movement {
  readonly customer: string;
  readonly currency: string;
  /** Negative if it leaves the balance. */
  readonly amount: number;
  readonly type: 'applied_to_payment' | 'funded' | 'unapplied_from_payment';
  readonly paymentIntent?: string;
  readonly reference?: string | null;
}

const transferTypes: Readonly<Record<string, string>> = {
  eur: 'eu_bank_transfer',
  gbp: 'gb_bank_transfer',
  jpy: 'jp_bank_transfer',
  mxn: 'mx_bank_transfer',
  usd: 'us_bank_transfer',
};

/** The currencies in which a customer can pay by bank transfer. */
export const transferCurrencies = Object.keys(transferTypes);

/** The payment waits until the customer's transfer has arrived, as a whole or in parts. */
export function awaitTransfer(
  origin: EventOrigin,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
): Stripe.PaymentIntent {
  const waiting: Stripe.PaymentIntent = {
    ...intent,
    last_payment_error: null,
    next_action: {
      type: 'display_bank_transfer_instructions',
      display_bank_transfer_instructions: {
        amount_remaining: intent.amount,
        currency: intent.currency,
        financial_addresses: [],
        hosted_instructions_url: null,
        reference: newId('req_').slice(4).toUpperCase(),
        type: transferTypes[intent.currency] ?? 'us_bank_transfer',
      },
    },
    payment_method: method.id,
    payment_method_types: ['customer_balance'],
    status: 'requires_action',
  };
  origin.ledger.paymentIntents.replace(waiting);
  recordEvent(origin, 'payment_intent.requires_action', waiting);
  applyFunds(origin, idOf(intent.customer), intent.currency);
  return origin.ledger.paymentIntents.find(intent.id) ?? waiting;
}

/** Pays the customer's waiting payments from the cash balance, the oldest first. */
export function applyFunds(origin: EventOrigin, customer: string, currency: string): void {
  const { ledger } = origin;
  for (const intent of waitingFor(ledger, customer, currency)) {
    const instructions = intent.next_action?.display_bank_transfer_instructions;
    const remaining = instructions?.amount_remaining ?? intent.amount;
    const amount = Math.min(remaining, balanceOf(ledger, customer, currency));
    if (instructions === undefined || amount === 0) return;
    const paymentIntent = intent.id;
    moveFunds(origin, { customer, currency, amount: -amount, type: 'applied_to_payment', paymentIntent });
    if (amount < remaining) fundPartly(origin, intent, instructions, remaining - amount);
    else endTransfer(origin, intent);
  }
}

function waitingFor(ledger: Ledger, customer: string, currency: string): Stripe.PaymentIntent[] {
  const waiting = {
    sql: `body ->> '$.next_action.type' = 'display_bank_transfer_instructions' AND body ->> 'currency' = ?`,
    values: [currency],
  };
  return ledger.paymentIntents
    .page([...equals('customer', customer), waiting], { limit: 100 })
    .data.reverse();
}

function fundPartly(
  origin: EventOrigin,
  intent: Stripe.PaymentIntent,
  instructions: Stripe.PaymentIntent.NextAction.DisplayBankTransferInstructions,
  amountRemaining: number,
): void {
  const funded: Stripe.PaymentIntent = {
    ...intent,
    next_action: {
      type: 'display_bank_transfer_instructions',
      display_bank_transfer_instructions: { ...instructions, amount_remaining: amountRemaining },
    },
  };
  origin.ledger.paymentIntents.replace(funded);
  recordEvent(origin, 'payment_intent.partially_funded', funded);
}

function endTransfer(origin: EventOrigin, intent: Stripe.PaymentIntent): void {
  const method = origin.ledger.paymentMethods.find(idOf(intent.payment_method));
  if (method === undefined) throw new Error(`${intent.id} has lost its PaymentMethod`);
  end(origin, intent, method, undefined);
}

/** A canceled payment gives back the parts that have arrived for it. */
export function returnFunds(origin: EventOrigin, intent: Stripe.PaymentIntent): void {
  const instructions = intent.next_action?.display_bank_transfer_instructions;
  const amount = intent.amount - (instructions?.amount_remaining ?? intent.amount);
  if (amount === 0) return;
  moveFunds(origin, {
    customer: idOf(intent.customer),
    currency: intent.currency,
    amount,
    type: 'unapplied_from_payment',
    paymentIntent: intent.id,
  });
}

function balanceOf({ cashBalanceTransactions }: Ledger, customer: string, currency: string): number {
  const conditions = [...equals('customer', customer), ...equals('currency', currency)];
  return cashBalanceTransactions.page(conditions, { limit: 1 }).data[0]?.ending_balance ?? 0;
}

export function moveFunds(origin: EventOrigin, movement: Movement): Stripe.CustomerCashBalanceTransaction {
  const { customer, currency, amount, type, paymentIntent = '' } = movement;
  const { ledger } = origin;
  const made: Stripe.CustomerCashBalanceTransaction = {
    id: newId('ccsbtxn_1'),
    object: 'customer_cash_balance_transaction',
    created: seconds(origin),
    currency,
    customer,
    customer_account: null,
    ending_balance: balanceOf(ledger, customer, currency) + amount,
    livemode: false,
    net_amount: amount,
    type,
    ...(type === 'funded'
      ? {
          funded: {
            bank_transfer: {
              reference: movement.reference ?? null,
              type: transferTypes[currency] ?? 'us_bank_transfer',
            },
          },
        }
      : { [type]: { payment_intent: paymentIntent } }),
  };
  ledger.cashBalanceTransactions.insert(made, origin);
  recordEvent(origin, 'customer_cash_balance_transaction.created', made);
  return made;
}
