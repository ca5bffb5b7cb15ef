import {
  type ActiveFault,
  type ArmedStrike,
  type Fault,
  type LabEvent,
  type Release,
  type Strike,
} from '@holdfast/lab-api';
import { type LabEvents } from './lab-events.ts';
import { NotHit } from './not-hit.ts';
import { type FaultHandle, type Lab, type LabControl, type StrikeHandle } from './lab.ts';
import { type Timeline } from './timeline.ts';

/** 10 s: a scenario sends the message before it waits for the hit. */
const hitTimeoutMs = 10_000;

export interface LabDeps {
  readonly client: LabControl;
  readonly stream: LabEvents;
  readonly timeline: Timeline;
  readonly startedAt: number;
  readonly signal: AbortSignal;
  /** Begins an act that counts messages while the suite itself sends none. Default: it sends none. */
  readonly alone?: <T>(act: () => Promise<T>) => Promise<T>;
}

const begin = <T>(act: () => Promise<T>): Promise<T> => act();

const describe = (strike: Strike): string =>
  [
    `${strike.edge}:`,
    strike.label ?? 'any',
    strike.direction,
    `#${strike.ordinal ?? 1},`,
    strike.action.kind,
  ].join(' ');

/** The lab for one scenario; keeps track of every strike and fault. */
export class LabHandle implements Lab {
  private readonly deps: LabDeps;
  private readonly strikesById = new Map<string, ArmedStrike>();
  private readonly faultsById = new Map<string, ActiveFault>();

  constructor(deps: LabDeps) {
    this.deps = deps;
  }

  async strike(strike: Strike): Promise<StrikeHandle> {
    const { client, timeline, stream, signal, alone = begin } = this.deps;
    signal.throwIfAborted();
    const armed = await alone(() => client.strike(strike));
    const { strikeId } = armed;
    this.strikesById.set(strikeId, armed);
    timeline.add(strike.edge, 'fault', `armed: ${describe(strike)}`);
    return {
      strikeId,
      hit: async (timeoutMs = hitTimeoutMs) => {
        const find = (event: LabEvent): ArmedStrike | undefined =>
          event.type === 'struck' && event.strike.strikeId === strikeId ? event.strike : undefined;
        const struck = await stream.first(find, timeoutMs, signal);
        if (struck === undefined)
          throw new NotHit(`The strike hit nothing within ${timeoutMs / 1_000} s: ${describe(strike)}`);
        this.strikesById.set(strikeId, struck);
        return struck;
      },
      release: (how: Release) => client.release(strikeId, how),
    };
  }

  async fault(route: string, fault: Fault): Promise<FaultHandle> {
    const { client, stream, signal, alone = begin } = this.deps;
    signal.throwIfAborted();
    const active = await alone(() => client.fault(route, fault));
    const { faultId } = active;
    this.faultsById.set(faultId, active);
    return {
      faultId,
      struck: async (times = 1) => {
        const find = (event: LabEvent): ActiveFault | undefined =>
          event.type === 'fault_struck' && event.fault.faultId === faultId && event.fault.struck >= times
            ? event.fault
            : undefined;
        const struck = await stream.first(find, hitTimeoutMs, signal);
        if (struck === undefined)
          throw new NotHit(`The fault "${fault.kind}" on ${route} struck fewer than ${times} times in 10 s.`);
        return struck;
      },
      clear: async () => {
        await this.refresh();
        await client.clear(faultId);
      },
    };
  }

  async heal(): Promise<void> {
    await this.refresh();
    await this.deps.client.heal();
  }

  events(): readonly LabEvent[] {
    return this.deps.stream.since(this.deps.startedAt);
  }

  /** The strikes of this scenario in their last known state. */
  get strikes(): readonly ArmedStrike[] {
    return [...this.strikesById.values()];
  }

  get faults(): readonly ActiveFault[] {
    return [...this.faultsById.values()];
  }

  /** True while a strike, or a fault with a number of times, still waits for its message. */
  get isCounting(): boolean {
    this.refreshFromEvents();
    const cleared = new Set(
      this.events().map((event) => (event.type === 'fault_cleared' ? event.fault.faultId : undefined)),
    );
    const isWaiting = ({ times, struck, faultId }: ActiveFault): boolean =>
      times !== undefined && struck < times && !cleared.has(faultId);
    return this.strikes.some(({ state }) => state === 'armed') || this.faults.some(isWaiting);
  }

  /** Updates both lists. Call it before clearing anything. */
  async refresh(): Promise<void> {
    const { client } = this.deps;
    const [strikes, faults] = await Promise.all([client.strikes(), client.faults()]);
    for (const strike of strikes)
      if (this.strikesById.has(strike.strikeId)) this.strikesById.set(strike.strikeId, strike);
    for (const fault of faults)
      if (this.faultsById.has(fault.faultId)) this.faultsById.set(fault.faultId, fault);
    this.refreshFromEvents();
  }

  /** Exhausted faults and cleared strikes are missing from the lab's lists, but not from its events. */
  private refreshFromEvents(): void {
    for (const event of this.events()) {
      if (event.type === 'struck' && this.strikesById.has(event.strike.strikeId))
        this.strikesById.set(event.strike.strikeId, event.strike);
      if (event.type !== 'fault_struck' && event.type !== 'fault_cleared') continue;
      const known = this.faultsById.get(event.fault.faultId);
      if (known !== undefined && known.struck < event.fault.struck)
        this.faultsById.set(known.faultId, event.fault);
    }
  }
}
