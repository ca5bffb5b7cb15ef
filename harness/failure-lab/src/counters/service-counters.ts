import { type Counters } from '@holdfast/lab-api';
import { type CounterPattern, CounterWatch } from '@holdfast/witness';

type Counted = 'replays' | 'retries' | 'olderSuggestions';

const patterns: readonly CounterPattern<Counted>[] = [
  ['replays', /^idempotency_claims_total\{[^}]*result="replay"[^}]*\} (\d+)/gm],
  ['retries', /^resilience_retries_total\{[^}]*\} (\d+)/gm],
  ['olderSuggestions', /^resilience_fallback_total\{[^}]*source="stale"[^}]*\} (\d+)/gm],
];

/** A busy service responds within 20 ms. */
const timeoutMs = 1_000;

/** Undefined if the service is down, paused or too slow. */
async function metricsAt(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(timeoutMs) });
    return response.ok ? await response.text() : undefined;
  } catch {
    return undefined;
  }
}

/** Counters of all services since the first reading. Restarts take nothing away. */
export class ServiceCounters {
  private readonly sums = { replays: 0, retries: 0, olderSuggestions: 0 };
  private readonly watch: CounterWatch<Counted>;

  /** `services`: the base URL of each. */
  constructor(services: Readonly<Record<string, string>>) {
    this.watch = new CounterWatch({
      processes: Object.keys(services),
      metricsOf: (process) => metricsAt(services[process] ?? ''),
      counters: patterns,
      report: (name, increase) => void (this.sums[name] += increase),
    });
  }

  async read(): Promise<Pick<Counters, Counted>> {
    await this.watch.update();
    return { ...this.sums };
  }
}
