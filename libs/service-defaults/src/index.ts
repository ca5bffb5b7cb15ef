export { type ApiKey, apiKeyList, ApiKeys, type KeyHolder, publicCaller } from './api-keys.ts';
export { RespondWithin } from './deadline.guard.ts';
export { ApiKeyGuard, Caller, Holder, scopeMissing, Scopes } from './api-key.guard.ts';
export { backgroundComment, backgroundPriority, reconciliationComment } from './background-comment.ts';
export { bootService, type ServiceOptions, type ServiceSettings } from './boot.ts';
export { ClientDisconnected } from './client-disconnect.ts';
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
} from './config.ts';
export { edgeErrors } from './edge.errors.ts';
export { type HealthCheck, type HealthReport, reportHealth } from './health.ts';
export { errorsWithin, isError } from './is-error.ts';
export { createLogger, loggedError, reasonOf, type LogSettings, NestLogger } from './logger.ts';
export { metrics } from './metrics.ts';
export { printOpenApi } from './print-openapi.ts';
export { openApiDocument, type OpenApiSettings } from './openapi.ts';
export { isPostgresUnavailable } from './postgres.ts';
export { PostgresClient } from './postgres-client.ts';
export { bearerIn, TakesOtherTokens } from './other-tokens.ts';
export { postgresHealth } from './postgres-health.ts';
export {
  Problem,
  type ProblemBody,
  type ProblemKind,
  problemMediaType,
  type ProblemOptions,
} from './problem.ts';
export { clusterOptions, queueUrl, type RedisCluster, redisClusterOf, redisUrl } from './redis-address.ts';
export { pathOf, ProblemFilter, sendProblem } from './problem.filter.ts';
export {
  callerSignal,
  currentRequest,
  currentTrace,
  currentTraceparent,
  remainingMs,
  withJobContext,
  withRequestContext,
} from './request-context.ts';
export { Refuses } from './refuses.ts';
export { isPublicRoute, Needs, Public } from './route-access.ts';
export { runProgram } from './run.ts';
export { StatementBatcher, type StatementBatcherOptions } from './statement-batcher.ts';
export { isLoopback, secret } from './secrets.ts';
export { Log, Settings, SettingsModule } from './settings.module.ts';
export { exampleSettings } from './example-settings.ts';
export { defaultScopes, type Scope, scopes } from './scopes.ts';
export { settingsIn, timings } from './timings.ts';
export { TrustedProxies } from './trusted-proxies.ts';
export { validationPipe } from './validation.pipe.ts';
