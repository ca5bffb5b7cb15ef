/** What `GET /resilience` says of one dependency, as far as it matters here. */
interface Dependency {
  readonly dependency: string;
  readonly breaker: string;
}

const answerTimeoutMs = 1_000;

/** By dependency, `payments->stripe: open`: the breakers that are not closed, asked of each process that is not silent by the suite's own act. */
export async function openBreakersOf(
  services: ReadonlyMap<string, string>,
  silent: ReadonlySet<string>,
): Promise<string[]> {
  const asked = [...services].filter(([name]) => !silent.has(name));
  const answers = await Promise.all(
    asked.map(async ([name, url]) => {
      const response = await fetch(`${url}/resilience`, { signal: AbortSignal.timeout(answerTimeoutMs) });
      if (!response.ok) throw new Error(`${name} answers ${response.status} to GET /resilience`);
      const { dependencies } = (await response.json()) as { dependencies: readonly Dependency[] };
      return dependencies
        .filter(({ breaker }) => breaker !== 'closed')
        .map(({ dependency, breaker }) => `${name}->${dependency}: ${breaker}`);
    }),
  );
  return answers.flat();
}
