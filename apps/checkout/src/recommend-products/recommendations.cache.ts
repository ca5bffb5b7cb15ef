import { FallbackCache, type Gate, type Resilience, watchCache } from '@holdfast/resilience';
import { type Logger } from 'pino';
import { type CheckoutConfig } from '../checkout.config.ts';

export function recommendationsCache(
  resilience: Resilience,
  config: CheckoutConfig,
  logger: Logger,
): FallbackCache {
  const cache = new FallbackCache({
    service: 'checkout',
    redisUrl: config.CACHE_URL,
    commandTimeoutMs: config.CACHE_TIMEOUT_MS,
    ...(config.CACHE_URL === undefined ? {} : { through: redisGate(resilience, config.CACHE_TIMEOUT_MS) }),
    onError: (error) => logger.debug({ err: error }, 'recommendations cache failed'),
  });
  watchCache(cache);
  return cache;
}

function redisGate(resilience: Resilience, attemptTimeoutMs: number): Gate {
  const redis = resilience.dependency({
    name: 'cache',
    attempts: 1,
    attemptTimeoutMs,
    breaker: { windowMs: 10_000 },
    usersSee: {
      closed: 'Nothing: the cache keeps the last suggestions for when recommendations is down.',
      open: 'Nothing, as long as recommendations is up. If it fails too, some customers see popular products instead of their last suggestions, with a notice.',
      half_open:
        'Nothing, as long as recommendations is up: one request at a time tries the cache as a probe.',
    },
  });
  return { run: (command) => redis.run(command, { isReplayable: true }) };
}
