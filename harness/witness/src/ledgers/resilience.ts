/** The fields of `GET /resilience` that matter here. */
interface Dependency {
  readonly dependency: string;
  readonly breaker: string;
  readonly retriesLeft: number;
  readonly consecutiveFailures: number;
}

export interface Resilience {
  /** Breakers that are not closed: `payments->stripe: open`. */
  readonly openBreakers: readonly string[];
  /** Budgets with fewer retries than one call may need: `checkout->recommendations: retries left: 1`. */
  readonly spentBudgets: readonly string[];
  /** Breakers that count failures in a row: `checkout->payments: failures in a row: 4`. */
  readonly failureStreaks: readonly string[];
}

const responseTimeoutMs = 1_000;
/** Retries per call, at most. */
const retriesOfACall = 2;

/** The services to query. */
export interface Services {
  /** Direct URLs, by process. */
  readonly services: ReadonlyMap<string, string>;
  /** Services from EXTRA_SERVICES, which may have no breakers. */
  readonly extraServices: ReadonlySet<string>;
}

/**
 * Queries each process that the suite has not taken down. An extra service without `GET /resilience` has no
 * breakers.
 */
export async function resilienceOf(
  { services, extraServices }: Services,
  silent: ReadonlySet<string> = new Set(),
): Promise<Resilience> {
  const asked = [...services].filter(([name]) => !silent.has(name));
  const responses = await Promise.all(
    asked.map(async ([name, url]) => {
      const response = await fetch(`${url}/resilience`, { signal: AbortSignal.timeout(responseTimeoutMs) });
      if (response.status === 404 && extraServices.has(name)) return [];
      if (!response.ok) throw new Error(`${name} returned ${response.status} for GET /resilience`);
      const { dependencies } = (await response.json()) as { dependencies: readonly Dependency[] };
      return dependencies.map((each) => ({ ...each, edge: `${name}->${each.dependency}` }));
    }),
  );
  const dependencies = responses.flat();
  return {
    openBreakers: dependencies
      .filter(({ breaker }) => breaker !== 'closed')
      .map(({ edge, breaker }) => `${edge}: ${breaker}`),
    spentBudgets: dependencies
      .filter(({ retriesLeft }) => retriesLeft < retriesOfACall)
      .map(({ edge, retriesLeft }) => `${edge}: retries left: ${retriesLeft}`),
    failureStreaks: dependencies
      .filter(({ consecutiveFailures }) => consecutiveFailures > 0)
      .map(({ edge, consecutiveFailures }) => `${edge}: failures in a row: ${consecutiveFailures}`),
  };
}
