import { type Endpoint, ok } from '../http/endpoint.ts';
import { createdConditions, listOf, listRequest } from '../http/list.ts';
import { noSuch } from '../http/stripe-error.ts';
import { equals } from '../ledger/ledger.ts';

const url = '/v1/radar/early_fraud_warnings';

export const earlyFraudWarningEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    url,
    prepare: (params) => {
      const request = listRequest(params);
      const conditions = [
        ...createdConditions(params),
        ...equals('charge', params.text('charge')),
        ...equals('payment_intent', params.text('payment_intent')),
      ];
      return ({ ledger }) => ok(listOf(ledger.earlyFraudWarnings, conditions, request, url));
    },
  },
  {
    method: 'GET',
    url: `${url}/:id`,
    prepare:
      (_, id) =>
      ({ ledger }) => {
        const warning = ledger.earlyFraudWarnings.find(id);
        if (warning === undefined) throw noSuch('early fraud warning', id, 'early_fraud_warning', 404);
        return ok(warning);
      },
  },
];
