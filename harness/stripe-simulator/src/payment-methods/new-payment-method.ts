import { type Stripe } from 'stripe';
import { type Scope } from '../http/endpoint.ts';
import { type Params } from '../http/params.ts';
import { invalidRequest, noSuch } from '../http/stripe-error.ts';
import { readBillingDetails } from './address.ts';
import { type NewCard, readCard } from './new-card.ts';
import { bankAccountOf, paymentMethodOf } from './payment-method.ts';
import { readIban, sepaDebitOf } from './sepa-debit.ts';
import { type TestBankAccount, testBankAccountByNumber } from './test-bank-accounts.ts';

/** A PaymentMethod that a request describes; only test numbers and test tokens are accepted. */
export interface NewPaymentMethod {
  readonly allowRedisplay: 'always' | 'limited' | 'unspecified';
  readonly billingDetails: Stripe.PaymentMethod.BillingDetails;
  readonly metadata: Record<string, string>;
  readonly card?: NewCard;
  readonly bankAccount?: NewBankAccount;
  readonly iban?: string;
}

interface NewBankAccount {
  readonly account: TestBankAccount;
  readonly accountHolderType: 'company' | 'individual';
  readonly accountType: 'checking' | 'savings';
}

const types = ['card', 'sepa_debit', 'us_bank_account'] as const;

export function readNewPaymentMethod(params: Params): NewPaymentMethod {
  const type = params.oneOf('type', types);
  if (type === undefined) params.requiredText('type');
  const common = {
    allowRedisplay: params.oneOf('allow_redisplay', ['always', 'limited', 'unspecified']) ?? 'unspecified',
    billingDetails: readBillingDetails(params.nested('billing_details')),
    metadata: params.metadata(),
  } as const;
  // Read all before any check: the support table lists what is read.
  const details = {
    card: readCard(params.nested('card')),
    sepa_debit: readIban(params.nested('sepa_debit')),
    us_bank_account: readAccount(params.nested('us_bank_account')),
  };
  const other = types.find((each) => each !== type && details[each] !== undefined);
  if (other !== undefined) throw params.refusal(other, `You cannot pass \`${other}\` with the type ${type}.`);
  if (type === undefined || details[type] === undefined) {
    throw params.refusal(`${type}`, `Missing required param: ${type}.`, 'parameter_missing');
  }
  const { card, sepa_debit: sepa, us_bank_account: account } = details;
  return {
    ...common,
    ...(card && { card: card() }),
    ...(sepa && { iban: sepa() }),
    ...(account && { bankAccount: account() }),
  };
}

/** The values are checked by the function it returns. */
function readAccount(params: Params | undefined): (() => NewBankAccount) | undefined {
  if (params === undefined) return undefined;
  const accountHolderType = params.oneOf('account_holder_type', ['company', 'individual']) ?? 'individual';
  const accountType = params.oneOf('account_type', ['checking', 'savings']) ?? 'checking';
  const [routing, number] = [params.text('routing_number'), params.text('account_number')];
  return () => {
    if ((routing ?? params.requiredText('routing_number')) !== '110000000') {
      const message = `Invalid routing number for US: ${routing}`;
      throw params.refusal('routing_number', message, 'routing_number_invalid');
    }
    const account = testBankAccountByNumber(number ?? params.requiredText('account_number'));
    if (account !== undefined) return { account, accountHolderType, accountType };
    const message = 'You must use a test bank account number in test mode.';
    throw params.refusal('account_number', message, 'account_number_invalid');
  };
}

export function makePaymentMethod(asked: NewPaymentMethod, scope: Scope): Stripe.PaymentMethod {
  const base = {
    allow_redisplay: asked.allowRedisplay,
    billing_details: asked.billingDetails,
    metadata: asked.metadata,
  };
  const made = { ...bare(asked, scope), ...base };
  scope.ledger.paymentMethods.insert(made, scope);
  return made;
}

function bare({ card, bankAccount, iban }: NewPaymentMethod, scope: Scope): Stripe.PaymentMethod {
  if (iban !== undefined) return sepaDebitOf(iban, scope);
  if (card !== undefined) {
    const made = paymentMethodOf(card.card, scope);
    const expiry = card.expiry === undefined ? {} : card.expiry(scope);
    return made.card === undefined ? made : { ...made, card: { ...made.card, ...expiry } };
  }
  if (bankAccount === undefined) throw new Error('a PaymentMethod needs a card or a bank account');
  const made = bankAccountOf(bankAccount.account, scope);
  if (made.us_bank_account === undefined) return made;
  const { accountHolderType: account_holder_type, accountType: account_type } = bankAccount;
  return { ...made, us_bank_account: { ...made.us_bank_account, account_holder_type, account_type } };
}

export function existingPaymentMethod(scope: Scope, id: string): Stripe.PaymentMethod {
  const found = scope.ledger.paymentMethods.find(id);
  if (found === undefined) throw noSuch('PaymentMethod', id, 'payment_method', 404);
  return found;
}

export function refuseBoth(first: string, second: string): Error {
  return invalidRequest(`You may only specify one of these parameters: ${first}, ${second}.`, {
    param: second,
  });
}
