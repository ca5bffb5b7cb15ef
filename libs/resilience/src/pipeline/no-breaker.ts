import { type Acquired, type Breaker, type Permit } from '../breaker/breaker.ts';
import { type BreakerSnapshot } from '../dependency-snapshot.ts';

/** The part of a breaker that the pipeline uses. */
export type AnyBreaker = Pick<Breaker, 'state' | 'acquire' | 'report' | 'snapshot' | 'shutdown'>;

const permit: Permit = { epoch: 0, isProbe: false, isReported: false };
const admitted: Acquired = { kind: 'permit', permit };

/** Replaces the breaker of a dependency without one: always closed, counts nothing. */
export class NoBreaker implements AnyBreaker {
  readonly state = 'closed';

  constructor(private readonly since: number) {}

  acquire(): Acquired {
    return admitted;
  }

  report(): void {}

  shutdown(): void {}

  snapshot(): BreakerSnapshot {
    return {
      isEnabled: false,
      state: this.state,
      since: this.since,
      consecutiveTrips: 0,
      successes: 0,
      failures: 0,
      consecutiveFailures: 0,
      failuresByCause: {},
      openedBy: undefined,
      nextProbeAt: undefined,
      isProbing: false,
      limits: {
        windowMs: 0,
        minThroughput: 0,
        failurePercent: 0,
        consecutiveFailures: 0,
        consecutiveSpanMs: 0,
      },
    };
  }
}
