import { type Decline } from './test-cards.ts';

/** A bank account whose payments take days; a test requests their result. */
export interface TestBankAccount {
  readonly last4: string;
  readonly failure?: Decline;
}

export const bankRefusal: Decline = {
  code: 'insufficient_funds',
  message: "The customer's account has insufficient funds to cover this payment.",
  adviceCode: 'try_again_later',
};

/** https://docs.stripe.com/payments/ach-direct-debit/accept-a-payment#test-payment-method-ids */
const accounts: Readonly<Record<string, TestBankAccount>> = {
  pm_usBankAccount_success: { last4: '6789' },
  pm_usBankAccount_insufficientFunds: {
    last4: '2227',
    failure: bankRefusal,
  },
};

export function testBankAccount(paymentMethod: string): TestBankAccount | undefined {
  return Object.hasOwn(accounts, paymentMethod) ? accounts[paymentMethod] : undefined;
}

/** As with cards, the number decides. */
export function failureOf(last4: string): Decline | undefined {
  return Object.values(accounts).find((account) => account.last4 === last4)?.failure;
}
