import { now } from '@holdfast/engine';

/** The report of one process at `GET /health/ready`. */
export interface ReadinessReading {
  /** When it was requested. */
  readonly at: number;
  readonly process: string;
  readonly status: number;
  /** The names of the checks that it reports, and of those that are down. */
  readonly checks: readonly string[];
  readonly down: readonly string[];
}

const responseTimeoutMs = 3_000;

interface Report {
  readonly checks?: Readonly<Record<string, { readonly status?: string }>>;
}

/** Reads the readiness of each of these processes that responds with a report. */
export async function readReadiness(urls: ReadonlyMap<string, string>): Promise<ReadinessReading[]> {
  const readings = await Promise.all(
    [...urls].map(async ([process, url]) => {
      const at = now();
      try {
        const signal = AbortSignal.timeout(responseTimeoutMs);
        const response = await fetch(`${url}/health/ready`, { signal });
        const { checks } = (await response.json()) as Report;
        if (checks === undefined) return [];
        const names = Object.keys(checks);
        const down = names.filter((name) => checks[name]?.status !== 'up');
        return [{ at, process, status: response.status, checks: names, down }];
      } catch {
        // Processes that are down, paused or blocked report nothing.
        return [];
      }
    }),
  );
  return readings.flat();
}
