import {
  fastify,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { type Logger } from 'pino';
import { challengePageRoutes } from '../challenges/challenge-page.routes.ts';
import { challengeRoutes } from '../challenges/challenges.routes.ts';
import { type Faults } from '../faults/faults.ts';
import { faultRoutes } from '../faults/faults.routes.ts';
import { type ApiKeys, presentsPublishableKey } from '../http/authentication.ts';
import { type AcceptedKeys } from '../http/endpoint.ts';
import { pathOf, routeNames, stripeApi } from '../http/stripe-api.routes.ts';
import { Executor } from '../http/executor.ts';
import { type OwnRequests } from '../http/own-requests.program.ts';
import { type IdempotencyKeys } from '../idempotency/idempotency-keys.ts';
import { type Clock } from '../ledger/clock.ts';
import { type Ledger } from '../ledger/ledger.ts';
import { type WebhookDeliverer } from '../webhooks/webhook-deliverer.ts';
import { clockRoutes } from './clock.routes.ts';
import { disputeRoutes } from './dispute.routes.ts';
import { stripeJsRoutes } from '../stripe-js/stripe-js.routes.ts';
import { eventRoutes } from './event.routes.ts';
import { ledgerRoutes } from './ledger.routes.ts';
import { paymentIntentRoutes } from './payment-intent.routes.ts';
import { refundRoutes } from './refund.routes.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Pages that may send the request: our own by default. */
    audience?: 'any page' | 'pages with a publishable key';
    /** The API keys that the route takes: secret ones by default. */
    keys?: AcceptedKeys;
  }
}

interface ServerDependencies {
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly keys: IdempotencyKeys;
  readonly deliverer: WebhookDeliverer;
  readonly apiKeys: ApiKeys;
  readonly own: OwnRequests;
  readonly logger: Logger;
  readonly onCommit: () => void;
}

export function buildServer(dependencies: ServerDependencies): FastifyInstance {
  const { ledger, faults, keys, deliverer, apiKeys, own, logger, onCommit } = dependencies;
  const loggerInstance: FastifyBaseLogger = logger;
  const app = fastify({ loggerInstance, logController: new LogController({ disableRequestLogging: true }) });
  closeGently(app, faults);
  keepToOwn(app, own);
  tellItsTime(app, ledger.clock);
  logRequests(app);
  app.get('/health/live', () => ({ status: 'ok' }));
  app.get('/health/ready', (request, reply) => {
    try {
      ledger.requireReadable();
      return { status: 'ok' };
    } catch (error) {
      request.log.error({ err: error }, 'cannot read the ledger');
      return reply.code(503).send({ status: 'down', reason: 'cannot read the ledger' });
    }
  });
  ledgerRoutes(app, ledger);
  refundRoutes(app, ledger, onCommit);
  disputeRoutes(app, ledger, onCommit);
  clockRoutes(app, ledger.clock, onCommit);
  paymentIntentRoutes(app, ledger, onCommit);
  challengeRoutes(app, ledger, onCommit);
  stripeJsRoutes(app);
  eventRoutes(app, ledger, deliverer);
  faultRoutes(app, faults, routeNames);
  app.register((pages, _options, done) => {
    challengePageRoutes(pages, ledger, onCommit);
    done();
  });
  app.register(
    (api, _options, done) => {
      stripeApi(api, { executor: new Executor(ledger, keys, onCommit), faults, apiKeys });
      done();
    },
    { prefix: '/v1' },
  );
  app.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send({ error: { code: 'not_found', message: `Unknown route ${request.method} ${pathOf(request)}.` } }),
  );
  return app;
}

function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, stripeRequestId } = request;
    const line = {
      method,
      route: routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      requestId: stripeRequestId,
    };
    const isProbe = routeOptions.url?.startsWith('/health/') ?? false;
    const ms = Math.round(reply.elapsedTime);
    const text = `${method} ${pathOf(request)} ${reply.statusCode} ${ms} ms`;
    request.log[isProbe ? 'debug' : 'info']({ ...line, ms }, text);
  });
}

function tellItsTime(app: FastifyInstance, clock: Clock): void {
  app.addHook('onSend', (_request, reply, payload, done) => {
    reply.header('Date', new Date(clock.now()).toUTCString());
    done(null, payload);
  });
}

function keepToOwn(app: FastifyInstance, own: OwnRequests): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { audience } = request.routeOptions.config;
    const anyPage =
      audience === 'any page' ||
      (audience !== undefined && presentsPublishableKey(request.headers.authorization));
    const refusal = own.refusal(request.headers, { anyPage });
    if (refusal === undefined) return done();
    refuse(request, reply, refusal);
  });
}

/** Refuses Stripe's routes with a Stripe error, others with a problem document. */
function refuse(request: FastifyRequest, reply: FastifyReply, detail: string): void {
  const isStripes = pathOf(request).startsWith('/v1/');
  const problem = { type: 'about:blank', title: 'Forbidden', status: 403, detail };
  const body = isStripes ? { error: { type: 'invalid_request_error', message: detail } } : problem;
  void reply
    .code(403)
    .type(isStripes ? 'application/json' : 'application/problem+json')
    .send(JSON.stringify(body));
}

/** Releases hanging requests, and closes each connection after its last response. */
function closeGently(app: FastifyInstance, faults: Faults): void {
  let isClosing = false;
  app.addHook('preClose', (done) => {
    isClosing = true;
    faults.clear();
    done();
  });
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (isClosing) reply.header('Connection', 'close');
    done(null, payload);
  });
}
