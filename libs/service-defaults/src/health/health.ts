import { isError } from '../logging/is-error.ts';

/** A dependency of the service. */
export interface HealthCheck {
  readonly name: string;
  /** If false, an outage makes the service `degraded` instead of `unavailable`. */
  readonly isNeeded: boolean;
  /** Rejects if the dependency is down. */
  check(): Promise<unknown>;
}

export interface HealthReport {
  readonly status: 'ok' | 'degraded' | 'unavailable';
  readonly checks: Readonly<Record<string, { status: 'up' | 'down' }>>;
}

/** 1 s: a slower dependency counts as down. */
const checkTimeoutMs = 1_000;

/** The reason why a dependency is down; undefined if it is up. */
async function failureOf(check: HealthCheck): Promise<Error | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<Error>((resolve) => {
    timer = setTimeout(() => resolve(new Error(`no response within ${checkTimeoutMs} ms`)), checkTimeoutMs);
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
 * Checks all dependencies concurrently; never rejects. One that does not respond within 1 s counts as down.
 * The reasons go to `record`, never into the report, which is public.
 */
export async function reportHealth(
  checks: readonly HealthCheck[],
  record: (name: string, failure: Error | undefined) => void = () => undefined,
): Promise<HealthReport> {
  const results = await Promise.all(
    checks.map(async (check) => {
      const failure = await failureOf(check);
      record(check.name, failure);
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
