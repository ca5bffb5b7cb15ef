import { createHash } from 'node:crypto';
import { type Stripe } from 'stripe';
import { type Scope, seconds } from '../http/endpoint.ts';
import { type Params } from '../http/params.ts';
import { newId } from '../ledger/object-id.ts';
import { emptyBillingDetails } from './payment-method.ts';

/** https://docs.stripe.com/payments/sepa-debit/accept-a-payment#test-account-numbers */
const testIbans: readonly string[] = [
  'AT611904300234573201',
  'AT321904300235473204',
  'AT861904300235473202',
  'AT051904300235473205',
  'AT591904300235473203',
  'AT981904300000343434',
  'AT601904300000121212',
  'AT981904300002222227',
  'DE89370400440532013000',
  'DE08370400440532013003',
  'DE62370400440532013001',
  'DE78370400440532013004',
  'DE35370400440532013002',
  'DE65370400440000343434',
  'DE27370400440000121212',
  'DE65370400440002222227',
];

/** A European bank account. Its number is checked by the function it returns. */
export function readIban(params: Params | undefined): (() => string) | undefined {
  if (params === undefined) return undefined;
  const given = params.text('iban');
  return () => {
    const iban = (given ?? params.requiredText('iban')).replaceAll(/\s/g, '').toUpperCase();
    if (testIbans.includes(iban)) return iban;
    throw params.refusal('iban', 'You must use a test IBAN in test mode.', 'invalid_number');
  };
}

export function sepaDebitOf(iban: string, scope: Scope): Stripe.PaymentMethod {
  return {
    id: newId('pm_1'),
    object: 'payment_method',
    billing_details: emptyBillingDetails,
    created: seconds(scope),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    sepa_debit: {
      bank_code: iban.startsWith('DE') ? iban.slice(4, 12) : iban.slice(4, 9),
      branch_code: '',
      country: iban.slice(0, 2),
      fingerprint: createHash('sha256').update(iban).digest('hex').slice(0, 16),
      generated_from: { charge: null, setup_attempt: null },
      last4: iban.slice(-4),
    },
    type: 'sepa_debit',
  };
}
