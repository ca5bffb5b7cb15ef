import { type Answer, type Endpoint, ok, type Scope } from '../http/endpoint.ts';
import { type Params } from '../http/params.ts';
import { noSuch } from '../http/stripe-error.ts';
import { supportedCurrency } from '../payment-intents/currencies.ts';
import { applyFunds, moveFunds } from './cash-balance.ts';

/** A customer's bank transfer arrives, and pays the oldest payments that wait for one. */
function fund(params: Params, id: string): (scope: Scope) => Answer {
  const amount = params.requiredInteger('amount', { min: 1, max: 99_999_999 });
  const currency = supportedCurrency(params.requiredText('currency'));
  const reference = params.text('reference') ?? null;
  return (scope) => {
    if (scope.ledger.customers.find(id) === undefined) throw noSuch('customer', id, 'customer', 404);
    const funded = moveFunds(scope, { customer: id, currency, amount, type: 'funded', reference });
    applyFunds(scope, id, currency);
    return ok(funded);
  };
}

export const cashBalanceEndpoints: readonly Endpoint[] = [
  { method: 'POST', url: '/v1/test_helpers/customers/:id/fund_cash_balance', prepare: fund },
];
