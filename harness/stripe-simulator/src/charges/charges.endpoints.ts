import { type Endpoint, ok } from '../http/endpoint.ts';
import { createdConditions, listOf, listRequest } from '../http/list.ts';
import { noSuch } from '../http/stripe-error.ts';
import { equals } from '../ledger/ledger.ts';

const url = '/v1/charges';

export const chargeEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    url,
    prepare: (params) => {
      const request = listRequest(params);
      const conditions = [
        ...createdConditions(params),
        ...equals('customer', params.text('customer')),
        ...equals('payment_intent', params.text('payment_intent')),
      ];
      return ({ ledger }) => ok(listOf(ledger.charges, conditions, request, url));
    },
  },
  {
    method: 'GET',
    url: `${url}/:id`,
    prepare: (_, id) => (scope) => {
      const charge = scope.ledger.charges.find(id);
      if (charge === undefined) throw noSuch('charge', id, 'charge', 404);
      return ok(charge);
    },
  },
];
