export { type ApiKey, apiKeyList, ApiKeys, type KeyHolder, publicCaller } from './access/api-keys.ts';
export { RespondWithin } from './request/deadline.guard.ts';
export { ApiKeyGuard, Caller, Holder, scopeMissing, Scopes } from './access/api-key.guard.ts';
export {
  backgroundComment,
  backgroundPriority,
  reconciliationComment,
} from './postgres/background-comment.ts';
export { bootService, type ServiceOptions, type ServiceSettings } from './boot/boot.ts';
export { ClientDisconnected } from './request/client-disconnect.ts';
export {
  areValid,
  ConfigError,
  databaseSettings,
  extraKeysAreStrong,
  extraKeysTooWeak,
  httpUrl,
  overlapTooShort,
  postgresUrl,
  readConfig,
  reconciliationSettings,
  runLeaseTooShort,
  serverSettings,
  serviceSettings,
} from './config/config.ts';
export { edgeErrors } from './problem/edge.errors.ts';
export { type HealthCheck, type HealthReport, reportHealth } from './health/health.ts';
export { errorsWithin, isError } from './logging/is-error.ts';
export { createLogger, loggedError, reasonOf, type LogSettings, NestLogger } from './logging/logger.ts';
export { metrics } from './health/metrics.ts';
export { printOpenApi } from './openapi/print-openapi.ts';
export { openApiDocument, type OpenApiSettings } from './openapi/openapi.ts';
export { isPostgresUnavailable } from './postgres/postgres.ts';
export { PostgresClient } from './postgres/postgres-client.ts';
export { bearerIn, TakesOtherTokens } from './access/other-tokens.ts';
export { postgresHealth } from './postgres/postgres-health.ts';
export {
  Problem,
  type ProblemBody,
  type ProblemKind,
  problemMediaType,
  type ProblemOptions,
} from './problem/problem.ts';
export {
  clusterOptions,
  queueUrl,
  type RedisCluster,
  redisClusterOf,
  redisUrl,
  wasDemoted,
} from './config/redis-address.ts';
export { pathOf, ProblemFilter, sendProblem } from './problem/problem.filter.ts';
export {
  callerSignal,
  currentRequest,
  currentTrace,
  currentTraceparent,
  remainingMs,
  withJobContext,
  withRequestContext,
} from './request/request-context.ts';
export { Refuses } from './openapi/refuses.ts';
export { isPublicRoute, Needs, Public } from './access/route-access.ts';
export { runProgram } from './boot/run.ts';
export { StatementBatcher, type StatementBatcherOptions } from './postgres/statement-batcher.ts';
export { isLoopback, secret } from './access/secrets.ts';
export { Log, Settings, SettingsModule } from './boot/settings.module.ts';
export { exampleSettings } from './config/example-settings.ts';
export { defaultScopes, type Scope, scopes } from './access/scopes.ts';
export { settingsIn, timings } from './config/timings.ts';
export { TrustedProxies, withoutPort } from './http/trusted-proxies.ts';
export { validationPipe } from './http/validation.pipe.ts';
