import { type Endpoint, ok } from '../http/endpoint.ts';
import { noSuch } from '../http/stripe-error.ts';

export const paymentMethodEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    url: '/v1/payment_methods/:id',
    prepare:
      (_, id) =>
      ({ ledger }) => {
        const method = ledger.paymentMethods.find(id);
        if (method === undefined) throw noSuch('PaymentMethod', id, 'payment_method', 404);
        return ok(method);
      },
  },
];
