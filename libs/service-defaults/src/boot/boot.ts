import 'reflect-metadata';
import { type DynamicModule, type INestApplication, Module } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyInstance } from 'fastify';
import { type Logger } from 'pino';
import { ApiKeyGuard } from '../access/api-key.guard.ts';
import { type ApiKey, ApiKeys, weakKeys } from '../access/api-keys.ts';
import { ByteRefusal } from '../http/client-error.ts';
import {
  defaultMaxConnectionsPerAddress,
  defaultMaxEventLoopDelayMs,
  defaultMaxInFlight,
  defaultRequestTimeoutMs,
} from '../config/config.ts';
import { ConnectionShare } from '../overload/connection-share.ts';
import { DeadlineGuard } from '../request/deadline.guard.ts';
import { type HealthCheck } from '../health/health.ts';
import { type ConsumerStrategy } from './consumer-strategy.ts';
import { HttpDrain } from './http-drain.ts';
import { acceptJsonOnly, addEdgeHooks, recordRoutes, refusePath } from '../http/http-edge.ts';
import { type LoadLimits, LoadShedder } from '../overload/load-shedder.ts';
import { createLogger, NestLogger } from '../logging/logger.ts';
import { collectProcessMetrics } from '../health/metrics.ts';
import { type OpenApiSettings, serveOpenApi } from '../openapi/openapi.ts';
import { DocsController, OpsController } from '../health/ops.controller.ts';
import { PendingResponses } from '../request/pending-responses.ts';
import { ProblemFilter } from '../problem/problem.filter.ts';
import { takeAllExpectations } from '../http/protocol-rules.ts';
import { Readiness } from '../health/readiness.ts';
import { checkAccess } from '../access/route-access.ts';
import { RouteTable } from '../http/route-table.ts';
import { drainOnSignal } from './shutdown.ts';
import { TrustedProxies } from '../http/trusted-proxies.ts';
import { validationPipe } from '../http/validation.pipe.ts';

/** 256 KiB. A cart of 50 lines needs 5 KiB; anything larger is a mistake or an attack. */
const bodyLimitBytes = 256 * 1024;
/**
 * 1,024 characters. The longest ID in a path is an email address (254); Fastify's limit of 100 is too short.
 */
const maxParamLength = 1_024;
/** 1 s: how often Node checks for requests that take too long to arrive. Its default is 30 s. */
const lateRequestCheckMs = 1_000;

export interface ServiceSettings {
  readonly PORT: number;
  readonly HOST: string;
  readonly LOG_LEVEL: string;
  readonly LOG_FORMAT: 'json' | 'pretty';
  /** None by default: only public routes respond. */
  readonly API_KEYS?: readonly ApiKey[];
  readonly EXTRA_API_KEYS?: readonly ApiKey[];
  /** Concurrent requests before others get 503; default 500. */
  readonly MAX_IN_FLIGHT?: number;
  /** Event loop delay above which requests get 503, ms; default 500. */
  readonly MAX_EVENT_LOOP_DELAY_MS?: number;
  /** Time for a request to arrive in full, ms; default 10,000. */
  readonly REQUEST_TIMEOUT_MS?: number;
  /** Connections that one address may hold open; default 1,000. */
  readonly MAX_CONNECTIONS_PER_ADDRESS?: number;
  /** Proxies whose X-Forwarded-For is trusted; none by default. */
  readonly TRUST_PROXY?: TrustedProxies;
}

export interface ServiceOptions {
  readonly name: string;
  readonly config: ServiceSettings;
  /** The API at `/openapi.json` and `/docs`, where `/` leads. Without it, `/` is the service's own. */
  readonly openApi?: OpenApiSettings;
  /** The service's own module; receives the process's logger. */
  readonly module: (logger: Logger) => DynamicModule;
  /** Readiness checks, created with the application. */
  readonly checks?: (app: INestApplication) => HealthCheck[];
  /** Queue consumers. Each uses the same filters and validation as the routes. */
  readonly consumers?: (app: INestApplication, logger: Logger) => ConsumerStrategy[];
  /**
   * Adds Fastify plugins and routes outside Nest. Their errors get the same responses as a controller's.
   * Hooks added here apply to these routes only. Responses without an end must end when `stopping` aborts.
   */
  readonly server?: (server: FastifyInstance, logger: Logger, stopping: AbortSignal) => void | Promise<void>;
}

@Module({})
class ServiceModule {}

function serviceModule(options: ServiceOptions, logger: Logger, readiness: Readiness): DynamicModule {
  return {
    module: ServiceModule,
    imports: [options.module(logger)],
    controllers: [OpsController, ...(options.openApi === undefined ? [] : [DocsController])],
    providers: [{ provide: Readiness, useValue: readiness }],
  };
}

/**
 * Starts a service: HTTP with problem details, request IDs, traces, logs, metrics, health, API keys and
 * OpenAPI, then its queue consumers. Listens once everything is ready, and drains on SIGTERM and SIGINT.
 */
export async function bootService(options: ServiceOptions): Promise<NestFastifyApplication> {
  const logger = createLogger(options.name, options.config);
  for (const weakness of weakKeys(options.config.EXTRA_API_KEYS ?? []))
    logger.warn(`EXTRA_API_KEYS: ${weakness}; accepted because only this machine can reach the service`);
  collectProcessMetrics(options.name);
  const readiness = new Readiness(logger);
  const { app, drain } = await createApp(options, logger, readiness);
  readiness.checks = options.checks?.(app) ?? [];
  const consumers = options.consumers?.(app, logger) ?? [];
  for (const strategy of consumers) app.connectMicroservice({ strategy }, { inheritAppConfig: true });
  await app.startAllMicroservices();
  await app.listen(options.config.PORT, options.config.HOST);
  drainOnSignal(logger, async () => {
    // Nest closes consumers last; until then they would take messages that this process cannot finish.
    const consumed = consumers.map(async (consumer) => {
      await consumer.close();
    });
    await Promise.all([...consumed, drain.run().then(() => app.close())]);
  });
  const { HOST, PORT } = options.config;
  // A container's own address is meaningless outside of it.
  const address = isEveryAddress(HOST) ? `port ${PORT}` : await app.getUrl();
  logger.info(`${options.name} listens on ${address}`);
  return app;
}

const isEveryAddress = (host: string): boolean => host === '0.0.0.0' || host === '::';

function loadLimits(settings: ServiceSettings): LoadLimits {
  const {
    MAX_IN_FLIGHT: maxInFlight = defaultMaxInFlight,
    MAX_EVENT_LOOP_DELAY_MS: maxEventLoopDelayMs = defaultMaxEventLoopDelayMs,
  } = settings;
  return { maxInFlight, maxEventLoopDelayMs };
}

function fastifyAdapter(settings: ServiceSettings, logger: Logger): FastifyAdapter {
  const {
    REQUEST_TIMEOUT_MS = defaultRequestTimeoutMs,
    MAX_CONNECTIONS_PER_ADDRESS: mostPerAddress = defaultMaxConnectionsPerAddress,
    TRUST_PROXY: trusted = TrustedProxies.none,
  } = settings;
  const pending = new PendingResponses();
  const refusal = new ByteRefusal(pending);
  const adapter = new FastifyAdapter({
    bodyLimit: bodyLimitBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: {
      requireHostHeader: false,
      // Node applies the longer of the two limits to the whole request.
      headersTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: lateRequestCheckMs,
    },
    trustProxy: (address) => trusted.has(address),
    logger: false,
    routerOptions: { maxParamLength },
    frameworkErrors: refusePath,
    clientErrorHandler: (error, socket) => void refusal.refuse(error, socket),
  });
  const { server } = adapter.getInstance<FastifyInstance>();
  new ConnectionShare(mostPerAddress, trusted, logger).guard(server);
  pending.watch(server);
  return adapter;
}

async function createApp(
  options: ServiceOptions,
  logger: Logger,
  readiness: Readiness,
): Promise<{ app: NestFastifyApplication; drain: HttpDrain }> {
  const adapter = fastifyAdapter(options.config, logger);
  const server = adapter.getInstance<FastifyInstance>();
  const routes = new RouteTable();
  recordRoutes(server, routes);
  takeAllExpectations(server);
  const { REQUEST_TIMEOUT_MS = defaultRequestTimeoutMs } = options.config;
  const drain = new HttpDrain(server, readiness, REQUEST_TIMEOUT_MS);
  const shedder = new LoadShedder(loadLimits(options.config), logger);
  shedder.watch(server);
  addEdgeHooks(server, { drain, shedder, logger });
  acceptJsonOnly(server);
  const filter = new ProblemFilter(logger, routes);
  await server.register(async (plugins) => {
    plugins.setErrorHandler((error, request, reply) => filter.answer(error, request, reply));
    await options.server?.(plugins, logger, readiness.stopping);
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    serviceModule(options, logger, readiness),
    adapter,
    {
      logger: new NestLogger(logger),
      bodyParser: false,
      abortOnError: false,
      forceCloseConnections: false,
    },
  );
  const { API_KEYS = [], EXTRA_API_KEYS = [] } = options.config;
  checkAccess(app.get(ModulesContainer));
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(filter);
  app.useGlobalGuards(new ApiKeyGuard(new ApiKeys(API_KEYS, EXTRA_API_KEYS)), new DeadlineGuard(filter));
  if (options.openApi !== undefined) serveOpenApi(app, options.openApi);
  return { app, drain };
}
