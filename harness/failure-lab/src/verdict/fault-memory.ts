import { type EventLog } from '@holdfast/fault-proxy';
import { type ActiveFault, type ArmedStrike, type LabEvent } from '@holdfast/lab-api';
import { type Evidence } from '@holdfast/witness';

type Acts = Evidence['acts'];

/** 2,000 faults and strikes: an hour of random plans. */
const mostEvents = 2_000;

/** Remembers deliberate faults, which excuse late responses and second copies of emails. */
export class FaultMemory {
  private readonly events: LabEvent[] = [];
  private readonly known: Acts[number][] = [];
  private readonly unsubscribe: () => void;

  constructor(log: EventLog) {
    this.unsubscribe = log.listen((event) => {
      if (event.type !== 'fault_set' && event.type !== 'fault_cleared' && event.type !== 'struck') return;
      this.events.push(event);
      if (this.events.length > mostEvents) this.events.shift();
    });
  }

  /** Adds an act on a process: `kill payments-2`. */
  acted(process: string, act: string, at: number): void {
    this.known.push({ at, process, act: `${act} ${process}` });
    if (this.known.length > mostEvents) this.known.shift();
  }

  get evidence(): Pick<Evidence, 'events' | 'faults' | 'strikes' | 'acts'> {
    const faults = new Map<string, ActiveFault>();
    const strikes = new Map<string, ArmedStrike>();
    for (const event of this.events) {
      if (event.type === 'struck') strikes.set(event.strike.strikeId, event.strike);
      else if ('fault' in event) faults.set(event.fault.faultId, event.fault);
    }
    return {
      events: this.events,
      faults: [...faults.values()],
      strikes: [...strikes.values()],
      acts: this.known,
    };
  }

  close(): void {
    this.unsubscribe();
  }
}
