import { type Stripe } from 'stripe';
import { type Decline } from './declines.ts';

/** A bank account whose payments take days, or end on demand. */
export interface TestBankAccount {
  readonly last4: string;
  readonly failure?: Decline;
  /** Its payments stay in processing until a test ends them. */
  readonly isNeverEnding?: true;
  /** The customer has the money returned right after it arrived. */
  readonly isDisputed?: true;
}

const failing = (last4: string, code: Decline['code'], message: string): TestBankAccount => ({
  last4,
  failure: {
    code,
    message,
    adviceCode: code === 'insufficient_funds' ? 'try_again_later' : 'do_not_try_again',
  },
});

export const bankRefusal: Decline = {
  code: 'insufficient_funds',
  message: "The customer's account has insufficient funds to cover this payment.",
  adviceCode: 'try_again_later',
};

/** https://docs.stripe.com/payments/ach-direct-debit/accept-a-payment#test-payment-method-ids */
const accounts: Readonly<Record<string, TestBankAccount>> = {
  pm_usBankAccount_success: { last4: '6789' },
  pm_usBankAccount_insufficientFunds: { last4: '2227', failure: bankRefusal },
  pm_usBankAccount_accountClosed: failing(
    '1113',
    'account_closed',
    "The customer's bank account has been closed.",
  ),
  pm_usBankAccount_noAccount: failing(
    '1116',
    'no_account',
    "The customer's bank account could not be located.",
  ),
  pm_usBankAccount_debitNotAuthorized: failing(
    '3335',
    'debit_not_authorized',
    'The customer has notified their bank that this payment was unauthorized.',
  ),
  pm_usBankAccount_invalidCurrency: failing(
    '4440',
    'payment_method_currency_mismatch',
    'The bank was unable to process this payment because of its currency.',
  ),
  pm_usBankAccount_weeklyLimitExceeded: failing(
    '7771',
    'charge_exceeds_source_limit',
    'This payment exceeds the weekly volume limit of this payment method.',
  ),
  pm_usBankAccount_processing: { last4: '0009', isNeverEnding: true },
  pm_usBankAccount_dispute: { last4: '5559', isDisputed: true },
};

/** https://docs.stripe.com/payments/sepa-debit/accept-a-payment#test-account-numbers */
const sepaRefusal = 'payment_intent_payment_attempt_failed';
const ibans: readonly TestBankAccount[] = [
  ...['3202', '3205', '3001', '3004'].map((last4) =>
    failing(last4, sepaRefusal, 'The bank of the customer refused the payment.'),
  ),
  ...['3434', '1212'].map((last4) =>
    failing(last4, 'charge_exceeds_source_limit', 'This payment exceeds the volume limit of this account.'),
  ),
  { last4: '3203', isDisputed: true },
  { last4: '3002', isDisputed: true },
];

export function testBankAccount(paymentMethod: string): TestBankAccount | undefined {
  return Object.hasOwn(accounts, paymentMethod) ? accounts[paymentMethod] : undefined;
}

/** https://docs.stripe.com/payments/ach-direct-debit/accept-a-payment#test-account-numbers */
const accountNumbers = [
  '000123456789',
  '000222222227',
  '000111111113',
  '000111111116',
  '000333333335',
  '000444444440',
  '000777777771',
  '000000000009',
  '000555555559',
];

export function testBankAccountByNumber(number: string): TestBankAccount | undefined {
  return accountNumbers.includes(number) ? withNumber(number.slice(-4)) : undefined;
}

/** As with cards, the number decides. */
export function failureOf(last4: string): Decline | undefined {
  return withNumber(last4)?.failure;
}

export function isNeverEnding(last4: string): boolean {
  return withNumber(last4)?.isNeverEnding === true;
}

export function isDisputedByBank(last4: string): boolean {
  return withNumber(last4)?.isDisputed === true;
}

function withNumber(last4: string): TestBankAccount | undefined {
  return [...Object.values(accounts), ...ibans].find((account) => account.last4 === last4);
}

/** The last digits of the account that a debit takes the money from; undefined for other methods. */
export function debitedAccountOf(method: Stripe.PaymentMethod): string | undefined {
  return method.us_bank_account?.last4 ?? method.sepa_debit?.last4 ?? undefined;
}
