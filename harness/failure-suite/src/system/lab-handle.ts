import {
  type ActiveFault,
  type ArmedStrike,
  type Fault,
  type LabEvent,
  type Release,
  type Strike,
} from '@holdfast/fault-proxy';
import { type LabClient } from './lab-client.ts';
import { type LabEvents } from './lab-events.ts';
import { NotHit } from './not-hit.ts';
import { type FaultHandle, type Lab, type StrikeHandle } from './system.ts';
import { type Timeline } from './timeline.ts';

/** 10 s: a scenario does what is to be hit before it waits for the hit. */
const hitTimeoutMs = 10_000;

export interface LabDeps {
  readonly client: LabClient;
  readonly stream: LabEvents;
  readonly timeline: Timeline;
  readonly startedAt: number;
  readonly signal: AbortSignal;
}

const describe = (strike: Strike): string =>
  [
    `${strike.edge}:`,
    strike.label ?? 'any',
    strike.direction,
    `#${strike.ordinal ?? 1},`,
    strike.action.kind,
  ].join(' ');

/** The lab as one scenario uses it; remembers all that it was asked to break. */
export class LabHandle implements Lab {
  private readonly deps: LabDeps;
  private readonly strikesById = new Map<string, ArmedStrike>();
  private readonly faultsById = new Map<string, ActiveFault>();

  constructor(deps: LabDeps) {
    this.deps = deps;
  }

  async strike(strike: Strike): Promise<StrikeHandle> {
    const { client, timeline, stream, signal } = this.deps;
    signal.throwIfAborted();
    const armed = await client.strike(strike);
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
          throw new NotHit(
            `Nothing passed within ${timeoutMs / 1_000} s that this strike hits: ${describe(strike)}`,
          );
        this.strikesById.set(strikeId, struck);
        return struck;
      },
      release: (how: Release) => client.release(strikeId, how),
    };
  }

  async fault(route: string, fault: Fault): Promise<FaultHandle> {
    const { client, stream, signal } = this.deps;
    signal.throwIfAborted();
    const active = await client.fault(route, fault);
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
        await this.look();
        await client.clear(faultId);
      },
    };
  }

  async heal(): Promise<void> {
    await this.look();
    await this.deps.client.heal();
  }

  events(): readonly LabEvent[] {
    return this.deps.stream.since(this.deps.startedAt);
  }

  /** What this scenario armed, each as it stood last. */
  get strikes(): readonly ArmedStrike[] {
    return [...this.strikesById.values()];
  }

  get faults(): readonly ActiveFault[] {
    return [...this.faultsById.values()];
  }

  /** Brings both lists up to date; must be done before anything is cleared. */
  async look(): Promise<void> {
    const { client } = this.deps;
    const [strikes, faults] = await Promise.all([client.strikes(), client.faults()]);
    for (const strike of strikes)
      if (this.strikesById.has(strike.strikeId)) this.strikesById.set(strike.strikeId, strike);
    for (const fault of faults)
      if (this.faultsById.has(fault.faultId)) this.faultsById.set(fault.faultId, fault);
    this.lookAtEvents();
  }

  /** A fault of `times` that is used up is gone from the lab's list, and a strike that was cleared too. */
  private lookAtEvents(): void {
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
