export { type Clock, type Random, systemClock } from './clock.ts';
export { breakerOf, breakerTimings, opensForTooLong, staysWithinCap } from './breaker.settings.ts';
export {
  type BreakerSettings,
  type DependencyOptions,
  lessonDefaults,
  ResilienceConfigError,
} from './dependency.options.ts';
export {
  type BreakerState,
  type DependencySnapshot,
  type Remark,
  type UsersSee,
} from './dependency-snapshot.ts';
export { type ResilienceEvent, type ResilienceListener } from './events.ts';
export { asProblem } from './fallback/as-problem.ts';
export { callerLimits, type CallerLimits } from './fallback/cache-control.ts';
export { sharedScope, type CacheScope } from './fallback/entry-key.ts';
export { FallbackCache, type FallbackCacheOptions } from './fallback/fallback-cache.ts';
export { cacheStatus, fallbackHeaders } from './fallback/headers.ts';
export { FallbackChain, type FallbackRead } from './fallback/fallback-chain.ts';
export { type FallbackChainOptions } from './fallback/fallback-chain.options.ts';
export { AbsentError } from './fallback/absent-error.ts';
export { type Gate, ImpatientRedis, type ImpatientRedisOptions } from './fallback/impatient-redis.ts';
export { type Served, type Source } from './fallback/served.ts';
export {
  HttpClient,
  type HttpClientOptions,
  type HttpRequest,
  type HttpCallResult,
} from './http/http-client.ts';
export { classifyError } from './outcome/classify-error.ts';
export { classifyHttp, type HttpResponse } from './outcome/classify-http.ts';
export { concernsOneOperation } from './outcome/one-operation.ts';
export { DependencyError, type RetrySuppression } from './outcome/dependency-error.ts';
export {
  type CallExecution,
  type Cause,
  type Classify,
  type AttemptOutcome,
  type Settled,
} from './outcome/attempt-outcome.ts';
export { Attempt, type Work } from './pipeline/attempt.ts';
export { type RunOptions, type CallResult } from './pipeline/call.ts';
export { Dependency } from './pipeline/dependency.ts';
export { Resilience } from './resilience.ts';
export { ResilienceModule } from './resilience.module.ts';
export { watchCache, watchChain } from './resilience.metrics.ts';
