import { type Stripe } from 'stripe';
import { type Answer, type Endpoint, ok, type Scope, seconds } from '../http/endpoint.ts';
import { listOf, listRequest } from '../http/list.ts';
import { type Params } from '../http/params.ts';
import { invalidRequest, noSuch } from '../http/stripe-error.ts';
import { newId, randomText } from '../ledger/object-id.ts';
import { type StoredEndpoint } from '../ledger/webhook-endpoint-store.ts';
import { isEventName } from './event-name.ts';

const url = '/v1/webhook_endpoints';
/** https://docs.stripe.com/webhooks: 16 per account. */
const mostEndpoints = 16;

function create(params: Params): (scope: Scope) => Answer {
  const version = params.text('api_version') ?? null;
  const description = params.text('description') ?? null;
  const metadata = params.metadata();
  const address = readUrl(params) ?? params.missing('url');
  const events = readEvents(params) ?? params.missing('enabled_events');
  return (scope) => {
    const { webhookEndpoints } = scope.ledger;
    if (webhookEndpoints.count([]) >= mostEndpoints) {
      throw invalidRequest(`You have reached the maximum of ${mostEndpoints} test webhook endpoints.`);
    }
    const endpoint: StoredEndpoint = {
      id: newId('we_1'),
      object: 'webhook_endpoint',
      api_version: version,
      application: null,
      created: seconds(scope),
      description,
      enabled_events: events,
      livemode: false,
      metadata,
      secret: `whsec_${randomText(32)}`,
      status: 'enabled',
      url: address,
    };
    webhookEndpoints.insert(endpoint, scope);
    return ok(endpoint);
  };
}

function update(params: Params, id: string): (scope: Scope) => Answer {
  const isDisabled = params.flag('disabled');
  const description = params.textOrUnset('description');
  const metadata = params.metadataChanges();
  const address = readUrl(params);
  const events = readEvents(params);
  return (scope) => {
    const before = existing(scope, id);
    const after: StoredEndpoint = {
      ...before,
      description: description === undefined ? before.description : description,
      enabled_events: events ?? before.enabled_events,
      metadata: metadata(before.metadata),
      status: isDisabled === undefined ? before.status : isDisabled ? 'disabled' : 'enabled',
      url: address ?? before.url,
    };
    scope.ledger.webhookEndpoints.replace(after);
    return ok(shown(after));
  };
}

function readUrl(params: Params): string | undefined {
  const text = params.text('url');
  if (text === undefined || /^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
  throw params.refusal('url', 'Invalid URL: URLs must begin with http or https.', 'url_invalid');
}

function readEvents(params: Params): string[] | undefined {
  const names = params.texts('enabled_events');
  if (names.length === 0) return undefined;
  const wrong = names.find((name) => !isEventName(name));
  if (wrong === undefined) return names;
  throw params.refusal('enabled_events', `Invalid enabled_events: ${wrong} is not the name of an event.`);
}

function list(params: Params): (scope: Scope) => Answer {
  const request = listRequest(params);
  return ({ ledger }) => {
    const page = listOf(ledger.webhookEndpoints, [], request, url);
    return ok({ ...page, data: page.data.map(shown) });
  };
}

function remove(_: Params, id: string): (scope: Scope) => Answer {
  return (scope) => {
    existing(scope, id);
    scope.ledger.webhookEndpoints.delete(id);
    return ok({ id, object: 'webhook_endpoint', deleted: true });
  };
}

function existing({ ledger }: Scope, id: string): StoredEndpoint {
  const endpoint = ledger.webhookEndpoints.find(id);
  if (endpoint === undefined) throw noSuch('webhook endpoint', id, 'webhook_endpoint', 404);
  return endpoint;
}

/** Without its secret, which only the response to its creation contains. */
function shown(endpoint: StoredEndpoint): Stripe.WebhookEndpoint {
  return Object.fromEntries(
    Object.entries(endpoint).filter(([name]) => name !== 'secret'),
  ) as unknown as Stripe.WebhookEndpoint;
}

export const webhookEndpointEndpoints: readonly Endpoint[] = [
  { method: 'POST', url, prepare: create },
  { method: 'GET', url, prepare: list },
  { method: 'GET', url: `${url}/:id`, prepare: (_, id) => (scope) => ok(shown(existing(scope, id))) },
  { method: 'POST', url: `${url}/:id`, prepare: update },
  { method: 'DELETE', url: `${url}/:id`, prepare: remove },
];
