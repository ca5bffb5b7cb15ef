import { type CounterPattern, CounterWatch, type Evidence } from '@holdfast/witness';
import { type System } from '../system/system.ts';

type Counted = Required<Pick<Evidence, 'repairsCounted' | 'impossibleBreakerChanges'>>;

/** An open breaker becomes half-open first, and only a probe ends that. */
const impossible = [
  'closed>closed',
  'closed>half_open',
  'open>open',
  'open>closed',
  'half_open>half_open',
].map((change) => `from="${change.replace('>', '",to="')}"`);

const counters: readonly CounterPattern<keyof Counted>[] = [
  ['repairsCounted', /^reconciliation_repairs_total\{[^}]*state="repaired"[^}]*\} (\d+)/gm],
  [
    'impossibleBreakerChanges',
    new RegExp(
      `^resilience_breaker_transitions_total\\{[^}]*(?:${impossible.join('|')})[^}]*\\} (\\d+)`,
      'gm',
    ),
  ],
];

/** Counts what the services themselves report, while a scenario runs. */
export class CountedByServices {
  private readonly counted = new Map<keyof Counted, number>();
  private readonly watch: CounterWatch<keyof Counted>;

  private constructor(system: Pick<System, 'ask' | 'services'>) {
    this.watch = new CounterWatch<keyof Counted>({
      processes: system.services,
      metricsOf: (process) => metricsOf(system, process),
      counters,
      report: (name, increase) => this.counted.set(name, this.of(name) + increase),
    });
  }

  static async begin(system: Pick<System, 'ask' | 'services'>): Promise<CountedByServices> {
    const counted = new CountedByServices(system);
    await counted.watch.update();
    return counted;
  }

  /** The counts since `begin`, without those that a killed process has forgotten. */
  async end(): Promise<Counted> {
    await this.watch.update();
    return {
      repairsCounted: this.of('repairsCounted'),
      impossibleBreakerChanges: this.of('impossibleBreakerChanges'),
    };
  }

  private of(name: keyof Counted): number {
    return this.counted.get(name) ?? 0;
  }
}

/** Undefined while the process does not respond. */
async function metricsOf(system: Pick<System, 'ask'>, process: string): Promise<string | undefined> {
  try {
    const { status, text } = await system.ask(process, '/metrics', { signal: AbortSignal.timeout(1_000) });
    return status === 200 ? text : undefined;
  } catch {
    return undefined;
  }
}
