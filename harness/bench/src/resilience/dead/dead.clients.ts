import { type DependencyOptions, HttpClient, Resilience } from '@holdfast/resilience';
import { wrap } from 'cockatiel';
import CircuitBreaker from 'opossum';
import { Pool } from 'undici';
import { usersSee } from '../contenders/holdfast.contender.ts';
import { cockatielBreaker, cockatielRetry, cockatielTimeout } from '../contenders/peers.contender.ts';
import { type Journal } from './journal.ts';

/** A client that sends GETs and reports when its breaker opens. */
export interface DeadClient {
  /** Rejects if there is no usable response. */
  readonly get: (path: string) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

export type DeadClientName = 'holdfast' | 'holdfast-budget' | 'cockatiel' | 'cockatiel-retry' | 'opossum';

export interface DeadClientKind {
  readonly name: DeadClientName;
  readonly label: string;
  readonly open: (url: string, journal: Journal) => DeadClient;
}

function holdfast(options: Partial<DependencyOptions>): DeadClientKind['open'] {
  return (url, journal) => {
    const resilience = new Resilience();
    resilience.listen((event) => {
      if (event.type === 'breaker.changed' && event.to === 'open') journal.breakerOpened(performance.now());
    });
    const dependency = resilience.dependency({ name: 'dependency', usersSee, ...options });
    const client = new HttpClient(dependency, { baseUrl: url });
    return { get: (path) => client.send({ method: 'GET', path }), close: () => client.close() };
  };
}

interface Guard {
  readonly run: (work: () => Promise<unknown>) => Promise<unknown>;
  readonly stop?: () => void;
}

/** Another library around the cheapest possible GET, which fails on a 5xx. */
function guarded(guardFor: (journal: Journal) => Guard): DeadClientKind['open'] {
  return (url, journal) => {
    const pool = new Pool(url, { connections: 100 });
    const guard = guardFor(journal);
    const attempt = async (path: string): Promise<void> => {
      const { statusCode, body } = await pool.request({ method: 'GET', path });
      await body.dump();
      if (statusCode >= 500) throw new Error(`answered ${statusCode}`);
    };
    return {
      get: (path) => guard.run(() => attempt(path)),
      close: () => {
        guard.stop?.();
        return pool.close();
      },
    };
  };
}

export const deadClientKinds: readonly DeadClientKind[] = [
  { name: 'holdfast', label: 'Holdfast', open: holdfast({}) },
  { name: 'holdfast-budget', label: 'Holdfast, its breaker off', open: holdfast({ breaker: false }) },
  {
    name: 'cockatiel',
    label: 'cockatiel: retry, breaker, timeout',
    open: guarded((journal) => {
      const breaker = cockatielBreaker();
      breaker.onBreak(() => journal.breakerOpened(performance.now()));
      const policy = wrap(cockatielRetry(), breaker, cockatielTimeout());
      return { run: (work) => policy.execute(work) };
    }),
  },
  {
    name: 'cockatiel-retry',
    label: 'cockatiel: retry alone',
    open: guarded(() => {
      const policy = cockatielRetry();
      return { run: (work) => policy.execute(work) };
    }),
  },
  {
    name: 'opossum',
    label: 'opossum, all defaults, no retries',
    open: guarded((journal) => {
      const breaker = new CircuitBreaker((work: () => Promise<unknown>) => work());
      breaker.on('open', () => journal.breakerOpened(performance.now()));
      return { run: (work) => breaker.fire(work), stop: () => breaker.shutdown() };
    }),
  },
];
