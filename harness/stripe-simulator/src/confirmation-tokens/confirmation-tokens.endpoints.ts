import { type Answer, type Endpoint, ok, type Scope } from '../http/endpoint.ts';
import { type Params } from '../http/params.ts';
import { invalidRequest, noSuch } from '../http/stripe-error.ts';
import {
  makePaymentMethod,
  readNewPaymentMethod,
  refuseBoth,
} from '../payment-methods/new-payment-method.ts';
import { takePaymentMethod } from '../payment-methods/payment-method.ts';
import { readNewToken, tokenOf } from './confirmation-token.ts';

const url = '/v1/confirmation_tokens';

function create(params: Params): (scope: Scope) => Answer {
  const id = params.text('payment_method');
  const data = params.nested('payment_method_data');
  if (id !== undefined && data !== undefined) throw refuseBoth('payment_method', 'payment_method_data');
  const described = data === undefined ? undefined : readNewPaymentMethod(data);
  if (id === undefined && described === undefined) {
    const message =
      'You must provide one of the following parameters: payment_method_data or payment_method.';
    throw invalidRequest(message, { code: 'parameter_missing', param: 'payment_method_data' });
  }
  const asked = readNewToken(params);
  return (scope) => {
    const method =
      described === undefined ? takePaymentMethod(scope, id ?? '') : makePaymentMethod(described, scope);
    const stored = tokenOf(asked, method, scope);
    scope.ledger.confirmationTokens.insert(stored, scope);
    return ok(stored.token);
  };
}

function retrieve(_: Params, id: string): (scope: Scope) => Answer {
  return ({ ledger }) => {
    const found = ledger.confirmationTokens.find(id);
    if (found === undefined) throw noSuch('confirmationtoken', id, 'confirmation_token', 404);
    return ok(found.token);
  };
}

/** As at Stripe, pages create tokens, and servers only for tests. */
export const confirmationTokenEndpoints: readonly Endpoint[] = [
  { method: 'POST', url, keys: 'publishable', prepare: create },
  { method: 'GET', url: `${url}/:id`, prepare: retrieve },
  { method: 'POST', url: '/v1/test_helpers/confirmation_tokens', prepare: create },
];
