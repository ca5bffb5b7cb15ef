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

async function isUp(check: HealthCheck): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), checkTimeoutMs);
  });
  const answer = (async () => check.check())().then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks all dependencies at once. Never rejects; one that is silent for 1 s counts as down. */
export async function reportHealth(checks: readonly HealthCheck[]): Promise<HealthReport> {
  const results = await Promise.all(checks.map(async (check) => ({ check, up: await isUp(check) })));
  const down = results.filter(({ up }) => !up);
  return {
    status: down.length === 0 ? 'ok' : down.some(({ check }) => check.isNeeded) ? 'unavailable' : 'degraded',
    checks: Object.fromEntries(
      results.map(({ check, up }) => [check.name, { status: up ? ('up' as const) : ('down' as const) }]),
    ),
  };
}
