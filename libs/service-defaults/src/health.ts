import { isError } from './is-error.ts';

/** One thing the service leans on. */
export interface HealthCheck {
  readonly name: string;
  /** False: the service lives without it, and says `degraded` instead of failing readiness. */
  readonly isNeeded: boolean;
  /** Rejects when the dependency is down. */
  check(): Promise<unknown>;
}

export interface HealthReport {
  readonly status: 'ok' | 'degraded' | 'unavailable';
  readonly checks: Readonly<Record<string, { status: 'up' | 'down' }>>;
}

/** 1 s: a dependency that takes longer is no use to a request either (guess). */
const checkTimeoutMs = 1_000;

/** Why a dependency counts as down; undefined when it is up. */
async function failureOf(check: HealthCheck): Promise<Error | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<Error>((resolve) => {
    timer = setTimeout(() => resolve(new Error(`no answer within ${checkTimeoutMs} ms`)), checkTimeoutMs);
  });
  const answer = (async () => check.check())().then(
    () => undefined,
    (error: unknown) => (isError(error) ? error : new Error(String(error))),
  );
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Asks all dependencies at once. Never rejects; one that is silent for 1 s counts as down. Why each is down goes to `tell`, and
 * never into the report, which anybody may read.
 */
export async function reportHealth(
  checks: readonly HealthCheck[],
  tell: (name: string, failure: Error | undefined) => void = () => undefined,
): Promise<HealthReport> {
  const results = await Promise.all(
    checks.map(async (check) => {
      const failure = await failureOf(check);
      tell(check.name, failure);
      return { check, up: failure === undefined };
    }),
  );
  const down = results.filter(({ up }) => !up);
  return {
    status: down.length === 0 ? 'ok' : down.some(({ check }) => check.isNeeded) ? 'unavailable' : 'degraded',
    checks: Object.fromEntries(
      results.map(({ check, up }) => [check.name, { status: up ? ('up' as const) : ('down' as const) }]),
    ),
  };
}
