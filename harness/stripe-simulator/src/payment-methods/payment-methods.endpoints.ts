import { type Endpoint, ok } from '../http/endpoint.ts';
import { existingPaymentMethod, makePaymentMethod, readNewPaymentMethod } from './new-payment-method.ts';

const url = '/v1/payment_methods';

export const paymentMethodEndpoints: readonly Endpoint[] = [
  {
    method: 'POST',
    url,
    keys: 'any',
    prepare: (params) => {
      const asked = readNewPaymentMethod(params);
      return (scope) => ok(makePaymentMethod(asked, scope));
    },
  },
  {
    method: 'GET',
    url: `${url}/:id`,
    prepare: (_, id) => (scope) => ok(existingPaymentMethod(scope, id)),
  },
];
