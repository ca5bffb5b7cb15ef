import { type EdgeConfig, type LabBreaker, type UnreachableProcess } from '@holdfast/lab-api';
import { type ObserveConfig } from '../observe.config.ts';

export type BreakerReading = LabBreaker | UnreachableProcess;

const responseTimeoutMs = 1_000;

/** The part of `GET /resilience` that the lab passes on. */
type Dependency = Omit<LabBreaker, 'process' | 'edge' | 'readAt'>;

/** Dependencies that are not named after the role that they call. The queue is on Redis if there is one. */
function roleOf(dependency: string, hasRedis: boolean): string {
  if (dependency === 'smtp') return 'mail';
  if (dependency === 'cache' || dependency === 'attempt-counters') return 'redis';
  if (dependency === 'queue') return hasRedis ? 'redis' : 'postgres';
  return dependency;
}

/** `payments-ledger` is a second dependency on payments: the longest name with an edge gives its edge. */
export function edgeOf(
  edges: readonly EdgeConfig[],
  process: string,
  dependency: string,
  hasRedis: boolean,
): string {
  for (let role = roleOf(dependency, hasRedis); role !== ''; role = role.replace(/-?[^-]*$/, '')) {
    const found = edges.find(({ from, to }) => from === process && to === role);
    if (found !== undefined) return found.edge;
  }
  return `${process}->${roleOf(dependency, hasRedis)}`;
}

export interface BreakerDeps {
  readonly config: { readonly edges: readonly EdgeConfig[] };
  readonly observe: Pick<ObserveConfig, 'services' | 'extraServices' | 'redisUrl'>;
}

/** Every dependency of every process, or why a process does not report any. */
export async function readBreakers({ config, observe }: BreakerDeps): Promise<readonly BreakerReading[]> {
  const readings = await Promise.all(
    Object.entries(observe.services).map(async ([process, url]): Promise<readonly BreakerReading[]> => {
      try {
        const dependencies = await dependenciesOf(url, observe.extraServices.includes(process));
        const readAt = Date.now();
        return dependencies.map((dependency) => ({
          process,
          edge: edgeOf(config.edges, process, dependency.dependency, observe.redisUrl !== null),
          ...picked(dependency),
          readAt,
        }));
      } catch (error) {
        return [{ process, unreachable: reasonOf(error) }];
      }
    }),
  );
  return readings.flat();
}

async function dependenciesOf(url: string, isExtra: boolean): Promise<readonly Dependency[]> {
  const response = await fetch(`${url}/resilience`, { signal: AbortSignal.timeout(responseTimeoutMs) });
  if (response.status === 404 && isExtra) return [];
  if (!response.ok) throw new Error(`GET /resilience returned ${response.status}.`);
  const { dependencies } = (await response.json()) as { dependencies: readonly Dependency[] };
  return dependencies;
}

const picked = (report: Dependency): Dependency => ({
  dependency: report.dependency,
  breaker: report.breaker,
  since: report.since,
  explanation: report.explanation,
  usersSee: report.usersSee,
  nextProbeAt: report.nextProbeAt,
  hasBreaker: report.hasBreaker,
  failures: report.failures,
  finished: report.finished,
  pausedUntil: report.pausedUntil,
  retriesLeft: report.retriesLeft,
  inUse: report.inUse,
  inUseLimit: report.inUseLimit,
});

/** One sentence. */
function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error & { readonly cause?: { readonly code?: string } };
  if (name === 'TimeoutError') return `No response within ${responseTimeoutMs / 1_000} s.`;
  if (cause?.code === 'ECONNREFUSED') return 'It refuses connections.';
  return cause?.code === undefined ? message : `No response: ${cause.code}.`;
}
