import { type Stripe } from 'stripe';
import { type Scope, seconds } from '../http/endpoint.ts';
import { type Params } from '../http/params.ts';
import { invalidRequest } from '../http/stripe-error.ts';
import { newId } from '../ledger/object-id.ts';
import { emptyBillingDetails } from '../payment-methods/payment-method.ts';
import { transferCurrencies } from './cash-balance.ts';

type Make = (scope: Scope) => Stripe.PaymentMethod;

/** The PaymentMethod of a payment by bank transfer, which a request describes in place. */
export function readTransferMethod(params: Params): Make | undefined {
  const options = params.nested('payment_method_options')?.nested('customer_balance');
  options?.oneOf('funding_type', ['bank_transfer']);
  const transfer = options?.nested('bank_transfer');
  transfer?.text('type');
  transfer?.nested('eu_bank_transfer')?.text('country');
  const data = params.nested('payment_method_data');
  if (data === undefined) return undefined;
  data.requiredText('type');
  data.oneOf('type', ['customer_balance']);
  const customer = params.text('customer');
  const currency = params.requiredText('currency').toLowerCase();
  if (customer === undefined) {
    throw params.refusal('customer', 'A bank transfer needs a customer.', 'parameter_missing');
  }
  if (!transferCurrencies.includes(currency)) {
    throw invalidRequest(`Bank transfers are possible in ${transferCurrencies.join(', ')}.`, {
      param: 'currency',
    });
  }
  return (scope) => {
    const method: Stripe.PaymentMethod = {
      id: newId('pm_1'),
      object: 'payment_method',
      billing_details: emptyBillingDetails,
      created: seconds(scope),
      customer,
      customer_account: null,
      customer_balance: {},
      livemode: false,
      metadata: {},
      type: 'customer_balance',
    };
    scope.ledger.paymentMethods.insert(method, scope);
    return method;
  };
}

/** The customer's consent to a debit: checked, and then not needed here. */
export function readMandate(params: Params): void {
  const acceptance = params.nested('mandate_data')?.nested('customer_acceptance');
  if (acceptance === undefined) return;
  acceptance.text('accepted_at');
  acceptance.oneOf('type', ['offline', 'online']);
  acceptance.nested('offline');
  const online = acceptance.nested('online');
  online?.requiredText('ip_address');
  online?.requiredText('user_agent');
}
