import { type FaultLab, now } from '@holdfast/fault-proxy';
import { type ActiveFault, type Fault, type StandingFaults } from '@holdfast/lab-api';

type Standing = StandingFaults['faults'][number];
export type TimedFault = ActiveFault & { readonly endsAt?: number };

interface Times {
  readonly setAt: number;
  endsAt: number | null;
  lastStruckAt: number | null;
  timer: NodeJS.Timeout | undefined;
}

/** The faults of a lab with their times. A fault may end automatically. */
export class TimedFaults {
  private readonly times = new Map<string, Times>();

  constructor(private readonly lab: FaultLab) {
    lab.log.listen((event) => {
      if (event.type === 'fault_set')
        this.times.set(event.fault.faultId, {
          setAt: event.at,
          endsAt: null,
          lastStruckAt: null,
          timer: undefined,
        });
      if (event.type === 'fault_struck') {
        const times = this.times.get(event.fault.faultId);
        if (times !== undefined) times.lastStruckAt = event.at;
      }
      if (event.type === 'fault_cleared') this.forget(event.fault.faultId);
    });
  }

  /** Resolves when the fault is active; `forMs` later it ends. */
  async set(edge: string, fault: Fault, forMs: number | undefined): Promise<TimedFault> {
    const active = await this.lab.setFault(edge, fault);
    const times = this.times.get(active.faultId);
    if (forMs === undefined || times === undefined) return active;
    times.endsAt = now() + forMs;
    times.timer = setTimeout(() => void this.end(active.faultId), forMs);
    // It does not keep the lab running.
    times.timer.unref();
    return { ...active, endsAt: times.endsAt };
  }

  all(): TimedFault[] {
    return this.lab.faults().map((fault) => {
      const { endsAt } = this.of(fault);
      return endsAt === null ? fault : { ...fault, endsAt };
    });
  }

  standing(): Standing[] {
    return this.lab.faults().map((fault) => {
      const { setAt, endsAt, lastStruckAt } = this.of(fault);
      return { ...fault, setAt, endsAt, lastStruckAt };
    });
  }

  private async end(faultId: string): Promise<void> {
    try {
      await this.lab.clearFault(faultId);
    } catch (error) {
      process.stderr.write(`${faultId} did not end: ${String(error)}\n`);
    }
  }

  private of({ faultId }: ActiveFault): Times {
    const times = this.times.get(faultId);
    if (times === undefined) throw new Error(`${faultId} was set before the lab listened.`);
    return times;
  }

  private forget(faultId: string): void {
    clearTimeout(this.times.get(faultId)?.timer);
    this.times.delete(faultId);
  }
}
