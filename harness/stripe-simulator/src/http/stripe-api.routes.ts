import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { Stripe } from 'stripe';
import { accountEndpoints } from '../account/account.endpoints.ts';
import { chargeEndpoints } from '../charges/charges.endpoints.ts';
import { cashBalanceEndpoints } from '../customers/cash-balance.endpoints.ts';
import { customerEndpoints } from '../customers/customers.endpoints.ts';
import { disputeEndpoints } from '../disputes/disputes.endpoints.ts';
import { eventEndpoints } from '../events/events.endpoints.ts';
import { confirmationTokenEndpoints } from '../confirmation-tokens/confirmation-tokens.endpoints.ts';
import { type ApiFault } from '../faults/fault.ts';
import { type Faults, type Strike } from '../faults/faults.ts';
import { newId } from '../ledger/object-id.ts';
import { paymentIntentEndpoints } from '../payment-intents/payment-intents.endpoints.ts';
import { paymentMethodEndpoints } from '../payment-methods/payment-methods.endpoints.ts';
import { earlyFraudWarningEndpoints } from '../radar/early-fraud-warnings.endpoints.ts';
import { refundEndpoints } from '../refunds/refunds.endpoints.ts';
import { webhookEndpointEndpoints } from '../webhooks/webhook-endpoints.endpoints.ts';
import { type ApiKeys, authenticate, type KeyKind, presentsPublishableKey } from './authentication.ts';
import { type Endpoint } from './endpoint.ts';
import { type Executor } from './executor.ts';
import { parseForm } from './params.ts';
import { corsHeaders, preflightHeaders } from './publishable-key.ts';
import { keyOf, strikeBeforeEffect, strikeOnArrival } from './request-faults.ts';
import { errorBody, StripeError, stripeErrors } from './stripe-error.ts';

declare module 'fastify' {
  interface FastifyRequest {
    stripeRequestId: string;
    strike: Strike<ApiFault> | undefined;
    keyKind: KeyKind;
  }
}

export const endpoints: readonly Endpoint[] = [
  ...paymentIntentEndpoints,
  ...paymentMethodEndpoints,
  ...confirmationTokenEndpoints,
  ...chargeEndpoints,
  ...refundEndpoints,
  ...disputeEndpoints,
  ...customerEndpoints,
  ...cashBalanceEndpoints,
  ...webhookEndpointEndpoints,
  ...earlyFraudWarningEndpoints,
  ...eventEndpoints,
  ...accountEndpoints,
];

export const routeNames = endpoints.map(({ method, url }) => `${method} ${url}`);

interface ApiDependencies {
  readonly executor: Executor;
  readonly faults: Faults;
  readonly apiKeys: ApiKeys;
}

export function stripeApi(api: FastifyInstance, { executor, faults, apiKeys }: ApiDependencies): void {
  api.decorateRequest('stripeRequestId', '');
  api.decorateRequest('strike', undefined);
  api.decorateRequest('keyKind', 'secret');
  acceptFormsOnly(api);
  api.addHook('onRequest', async (request, reply) => {
    request.stripeRequestId = newId('req_');
    setStripeHeaders(request, reply);
    if (isOfPage(request)) reply.headers(corsHeaders);
    if (request.method === 'OPTIONS') return;
    const isKnown = request.routeOptions.url !== undefined && !request.is404;
    request.strike = isKnown
      ? faults.strikeRequest(request.method, pathOf(request), keyOf(request))
      : undefined;
    strikeOnArrival(request, reply);
  });
  api.addHook('preHandler', async (request, reply) => {
    if (request.method === 'OPTIONS') return;
    await strikeBeforeEffect(request, reply);
    if (reply.sent) return;
    const accepted = request.routeOptions.config.keys;
    request.keyKind = authenticate(request.headers.authorization, apiKeys, accepted);
    requireKnownVersion(request.headers['stripe-version']);
  });
  api.setErrorHandler(answerError);
  api.setNotFoundHandler((request) => {
    throw stripeErrors.unknownRoute(request.method, pathOf(request));
  });
  for (const endpoint of endpoints) {
    const { method, url, keys = 'secret' } = endpoint;
    api.route({
      method,
      url: url.replace('/v1', ''),
      config: keys === 'secret' ? {} : { keys, audience: 'pages with a publishable key' },
      handler: (request, reply) => executor.run(endpoint, request, reply),
    });
  }
  allowPreflights(api);
}

function isOfPage({ routeOptions, headers }: FastifyRequest): boolean {
  return routeOptions.config.keys !== undefined && presentsPublishableKey(headers.authorization);
}

/** Browsers ask before they send a page's request with a key, without the key. */
function allowPreflights(api: FastifyInstance): void {
  const urls = new Set(endpoints.filter(({ keys = 'secret' }) => keys !== 'secret').map(({ url }) => url));
  for (const url of urls) {
    api.options(url.replace('/v1', ''), { config: { audience: 'any page' } }, (_request, reply) =>
      reply.code(204).headers(preflightHeaders).send(),
    );
  }
}

function acceptFormsOnly(api: FastifyInstance): void {
  api.removeAllContentTypeParsers();
  api.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => {
      done(null, parseForm(String(body)));
    },
  );
  api.addContentTypeParser('*', (_request, _payload, done) => done(stripeErrors.notFormEncoded()));
}

function setStripeHeaders(request: FastifyRequest, reply: FastifyReply): void {
  const version = request.headers['stripe-version'];
  const key = keyOf(request);
  reply.headers({
    'Cache-Control': 'no-cache, no-store',
    'Request-Id': request.stripeRequestId,
    'Stripe-Version': typeof version === 'string' ? version : Stripe.API_VERSION,
    ...(key === undefined ? {} : { 'Idempotency-Key': key }),
  });
}

function requireKnownVersion(version: string | string[] | undefined): void {
  if (version === undefined) return;
  if (/^\d{4}-\d{2}-\d{2}(\.[a-z]+)?(; .*)?$/.test(version.toString())) return;
  throw stripeErrors.apiVersionInvalid(version.toString());
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = error instanceof StripeError ? error : asStripeError(error, request);
  return reply
    .code(known.status)
    .headers(known.headers)
    .type('application/json')
    .send(JSON.stringify(errorBody(known.detail, request.stripeRequestId, Date.now()), null, 2));
}

function asStripeError(error: unknown, request: FastifyRequest): StripeError {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500) return stripeErrors.notFormEncoded();
  request.log.error({ err: error }, 'unexpected error');
  return stripeErrors.unexpected();
}

export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '';
}
