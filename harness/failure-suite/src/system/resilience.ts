/** What `GET /resilience` says of one dependency, as far as it matters here. */
interface Dependency {
  readonly dependency: string;
  readonly breaker: string;
  readonly retriesLeft: number;
}

export interface Resilience {
  /** The breakers that are not closed: `payments->stripe: open`. */
  readonly openBreakers: readonly string[];
  /** Who may not try again as often as one call would: `checkout->recommendations: retries left: 1`. */
  readonly spentBudgets: readonly string[];
}

const responseTimeoutMs = 1_000;
/** What one call makes at most, besides its first attempt. */
const retriesOfACall = 2;

/** Who can be asked. */
export interface Services {
  /** By process, around the lab. */
  readonly services: ReadonlyMap<string, string>;
  /** Those among them that a forker brought along: nothing asks them to have breakers, or to report on them. */
  readonly extraServices: ReadonlySet<string>;
}

/** Asked of each process that is not silent by the suite's own act. An extra service without `GET /resilience` counts as one without breakers. */
export async function resilienceOf(
  { services, extraServices }: Services,
  silent: ReadonlySet<string> = new Set(),
): Promise<Resilience> {
  const asked = [...services].filter(([name]) => !silent.has(name));
  const responses = await Promise.all(
    asked.map(async ([name, url]) => {
      const response = await fetch(`${url}/resilience`, { signal: AbortSignal.timeout(responseTimeoutMs) });
      if (response.status === 404 && extraServices.has(name)) return [];
      if (!response.ok) throw new Error(`${name} answers ${response.status} to GET /resilience`);
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
  };
}
