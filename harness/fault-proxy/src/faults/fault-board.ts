import { means } from '../edges/route.ts';
import { type ActiveFault, type Direction, type Fault, type Message } from '@holdfast/lab-api';

export class NoSuchFault extends Error {}

/** The default direction of each kind of fault. */
const usual: Readonly<Partial<Record<Fault['kind'], Direction>>> = {
  status: 'request',
  half_open: 'request',
  latency: 'response',
  slice: 'response',
  truncate: 'response',
  garbage: 'response',
  status_after: 'response',
};

export type FaultOf<Kind extends Fault['kind']> = Extract<ActiveFault, { readonly kind: Kind }>;

export interface FaultEvents {
  readonly set: (fault: ActiveFault) => void;
  readonly cleared: (fault: ActiveFault) => void;
  readonly struck: (fault: ActiveFault, message: number | null) => void;
}

/** The active faults. A fault with `times` clears itself after that many hits. */
export class FaultBoard {
  private readonly faults = new Map<string, ActiveFault>();
  private lastId = 0;

  constructor(private readonly events: FaultEvents) {}

  set(edge: string, fault: Fault): ActiveFault {
    const faultId = `fault-${(this.lastId += 1)}`;
    const active: ActiveFault = { ...fault, faultId, edge, struck: 0 };
    this.faults.set(faultId, active);
    this.events.set(active);
    return active;
  }

  get isIdle(): boolean {
    return this.faults.size === 0;
  }

  all(): ActiveFault[] {
    return [...this.faults.values()];
  }

  on(edge: string): ActiveFault[] {
    return this.all().filter((fault) => means(fault.edge, edge));
  }

  /** The faults that apply to this message. They are not counted yet. */
  meeting(message: Message, answers: string): ActiveFault[] {
    return this.on(message.edge).filter(({ kind, direction = usual[kind], label, times }) => {
      if (direction !== undefined && direction !== message.direction) return false;
      if (label === undefined) return times === undefined || !message.isBackground;
      return label === message.label || label === answers;
    });
  }

  /** Counts a message that a fault changed. */
  strike(faultId: string, { number }: Pick<Message, 'number'>): void {
    this.count(faultId, 1, number);
  }

  /** Counts connections that a fault changed. */
  strikeConnections(faultId: string, connections = 1): void {
    this.count(faultId, connections, null);
  }

  private count(faultId: string, times: number, message: number | null): void {
    const fault = this.faults.get(faultId);
    if (fault === undefined || times === 0) return;
    const struck = { ...fault, struck: fault.struck + times };
    this.faults.set(faultId, struck);
    this.events.struck(struck, message);
    if (struck.times !== undefined && struck.struck >= struck.times) this.clear(faultId);
  }

  clear(faultId: string): ActiveFault {
    const fault = this.faults.get(faultId);
    if (fault === undefined) throw new NoSuchFault(`There is no fault "${faultId}".`);
    this.faults.delete(faultId);
    this.events.cleared(fault);
    return fault;
  }

  clearAll(): ActiveFault[] {
    return this.all().map(({ faultId }) => this.clear(faultId));
  }
}
