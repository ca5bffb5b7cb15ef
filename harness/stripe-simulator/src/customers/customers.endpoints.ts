import { type Stripe } from 'stripe';
import { recordEvent } from '../events/event.recorder.ts';
import { type Answer, type Endpoint, ok, type Scope, seconds } from '../http/endpoint.ts';
import { createdConditions, listOf, listRequest } from '../http/list.ts';
import { type Params } from '../http/params.ts';
import { noSuch } from '../http/stripe-error.ts';
import { equals } from '../ledger/ledger.ts';
import { newId } from '../ledger/object-id.ts';

const url = '/v1/customers';

type Details = Pick<Stripe.Customer, 'description' | 'email' | 'name' | 'phone'>;

function readDetails(params: Params): Partial<Details> {
  const given = {
    description: params.textOrUnset('description'),
    email: params.textOrUnset('email', { maxLength: 512 }),
    name: params.textOrUnset('name', { maxLength: 256 }),
    phone: params.textOrUnset('phone', { maxLength: 20 }),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function create(params: Params): (scope: Scope) => Answer {
  const details = readDetails(params);
  const metadata = params.metadata();
  return (scope) => {
    const customer: Stripe.Customer = {
      id: newId('cus_'),
      object: 'customer',
      address: null,
      balance: 0,
      created: seconds(scope),
      currency: null,
      default_source: null,
      delinquent: false,
      description: null,
      email: null,
      invoice_settings: {
        custom_fields: null,
        default_payment_method: null,
        footer: null,
        rendering_options: null,
      },
      livemode: false,
      metadata,
      name: null,
      phone: null,
      preferred_locales: [],
      shipping: null,
      tax_exempt: 'none',
      test_clock: null,
      ...details,
    };
    scope.ledger.customers.insert(customer, scope);
    recordEvent(scope, 'customer.created', customer);
    return ok(customer);
  };
}

function update(params: Params, id: string): (scope: Scope) => Answer {
  const details = readDetails(params);
  const metadata = params.metadataChanges();
  return (scope) => {
    const before = existing(scope, id);
    const after: Stripe.Customer = { ...before, ...details, metadata: metadata(before.metadata) };
    scope.ledger.customers.replace(after);
    recordEvent(scope, 'customer.updated', after);
    return ok(after);
  };
}

function remove(_: Params, id: string): (scope: Scope) => Answer {
  return (scope) => {
    const customer = existing(scope, id);
    scope.ledger.customers.delete(id);
    recordEvent(scope, 'customer.deleted', customer);
    return ok({ id, object: 'customer', deleted: true });
  };
}

function list(params: Params): (scope: Scope) => Answer {
  const request = listRequest(params);
  const conditions = [...createdConditions(params), ...equals('email', params.text('email'))];
  return ({ ledger }) => ok(listOf(ledger.customers, conditions, request, url));
}

function existing({ ledger }: Scope, id: string): Stripe.Customer {
  const customer = ledger.customers.find(id);
  if (customer === undefined) throw noSuch('customer', id, 'id', 404);
  return customer;
}

export const customerEndpoints: readonly Endpoint[] = [
  { method: 'POST', url, prepare: create },
  { method: 'GET', url, prepare: list },
  { method: 'GET', url: `${url}/:id`, prepare: (_, id) => (scope) => ok(existing(scope, id)) },
  { method: 'POST', url: `${url}/:id`, prepare: update },
  { method: 'DELETE', url: `${url}/:id`, prepare: remove },
];
