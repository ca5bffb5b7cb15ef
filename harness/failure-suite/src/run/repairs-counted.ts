import { CounterWatch } from '@holdfast/witness';
import { type System } from '../system/system.ts';

const processes = ['checkout', 'checkout-2', 'payments', 'payments-2'];
const repaired = /^reconciliation_repairs_total\{[^}]*state="repaired"[^}]*\} (\d+)/gm;

/** Counts the repairs that the services themselves report, while a scenario runs. */
export class RepairsCounted {
  private counted = 0;
  private readonly watch: CounterWatch<'repaired'>;

  private constructor(system: Pick<System, 'ask'>) {
    this.watch = new CounterWatch<'repaired'>({
      processes,
      metricsOf: (process) => metricsOf(system, process),
      counters: [['repaired', repaired]],
      report: (_name, increase) => (this.counted += increase),
    });
  }

  static async begin(system: Pick<System, 'ask'>): Promise<RepairsCounted> {
    const counted = new RepairsCounted(system);
    await counted.watch.update();
    return counted;
  }

  /** The repairs since `begin`, without those that a killed process has forgotten. */
  async end(): Promise<number> {
    await this.watch.update();
    return this.counted;
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
