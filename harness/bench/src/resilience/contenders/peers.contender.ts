import {
  circuitBreaker,
  ExponentialBackoff,
  handleAll,
  retry,
  SamplingBreaker,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import CircuitBreaker from 'opossum';
import { type Callers } from './contender.ts';

export function opossum(options: CircuitBreaker.Options): Callers {
  return (name) => {
    const breaker = new CircuitBreaker((work: () => Promise<unknown>) => work(), { name, ...options });
    return { run: (work) => breaker.fire(work) };
  };
}

// Holdfast's defaults, as far as cockatiel supports them.
export const cockatielRetry = () =>
  retry(handleAll, {
    maxAttempts: 2,
    backoff: new ExponentialBackoff({ initialDelay: 100, maxDelay: 1_000 }),
  });
export const cockatielBreaker = () =>
  circuitBreaker(handleAll, {
    halfOpenAfter: 5_000,
    breaker: new SamplingBreaker({ threshold: 0.5, duration: 30_000, minimumRps: 20 / 30 }),
  });
export const cockatielTimeout = () => timeout(1_000, TimeoutStrategy.Aggressive);

export const cockatiel: Callers = () => {
  const policy = wrap(cockatielRetry(), cockatielBreaker(), cockatielTimeout());
  return { run: (work) => policy.execute(work) };
};

export const cockatielWithoutRetry: Callers = () => {
  const policy = wrap(cockatielBreaker(), cockatielTimeout());
  return { run: (work) => policy.execute(work) };
};
