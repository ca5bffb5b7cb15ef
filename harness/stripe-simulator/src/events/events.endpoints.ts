import { type Stripe } from 'stripe';
import { type Endpoint, ok } from '../http/endpoint.ts';
import { createdConditions, listOf, listRequest } from '../http/list.ts';
import { invalidRequest, noSuch } from '../http/stripe-error.ts';
import { type Ledger } from '../ledger/ledger.ts';
import { type Condition } from '../ledger/object-store.ts';

const url = '/v1/events';

export const eventEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    url,
    prepare: (params) => {
      const request = listRequest(params);
      const type = params.text('type');
      const types = params.texts('types');
      if (type !== undefined && types.length > 0) {
        throw invalidRequest('You may only specify one of these parameters: type, types.', {
          param: 'types',
        });
      }
      const conditions = [
        ...createdConditions(params),
        ...ofTypes(type === undefined ? types : [type]),
        ...ofDelivery(params.flag('delivery_success')),
      ];
      return ({ ledger }) => {
        const page = listOf(ledger.events, conditions, request, url);
        return ok({ ...page, data: page.data.map((event) => withPending(ledger, event)) });
      };
    },
  },
  {
    method: 'GET',
    url: `${url}/:id`,
    prepare:
      (_, id) =>
      ({ ledger }) => {
        const event = ledger.events.find(id);
        if (event === undefined) throw noSuch('event', id, 'id', 404);
        return ok(withPending(ledger, event));
      },
  },
];

/** A type may end in `*`, as in `charge.*`. */
function ofTypes(types: readonly string[]): Condition[] {
  if (types.length === 0) return [];
  return [{ sql: types.map(() => 'type GLOB ?').join(' OR '), values: types.map(escapeGlob) }];
}

/** Undelivered events are waiting, failing or given up: those that an unreachable receiver has missed. */
function ofDelivery(isDelivered: boolean | undefined): Condition[] {
  if (isDelivered === undefined) return [];
  const open = 'SELECT event FROM deliveries WHERE next_attempt_at IS NOT NULL OR last_failure IS NOT NULL';
  return [{ sql: `id ${isDelivered ? 'NOT IN' : 'IN'} (${open})`, values: [] }];
}

function escapeGlob(type: string): string {
  return type.replace(/[?[]/g, '[$&]');
}

function withPending(ledger: Ledger, event: Stripe.EventBase): Stripe.EventBase {
  return { ...event, pending_webhooks: ledger.deliveries.pendingOf(event.id) };
}
