import { now } from './edges/clock.ts';
import { type Board } from './edges/board.ts';
import { EdgeProxy } from './edges/edge-proxy.ts';
import { means } from './edges/route.ts';
import { EventLog } from './events/event-log.ts';
import { FaultBoard } from './faults/fault-board.ts';
import { hasStubResponse } from './faults/stub-response.ts';
import {
  type ActiveFault,
  type ArmedStrike,
  type EdgeConfig,
  type EdgeStatus,
  type Fault,
  type Protocol,
  type Release,
  type Strike,
} from './lab-api.ts';
import { StrikeBoard } from './strikes/strike-board.ts';

/** An edge that the lab does not have; the message names those that it has. */
export class NoSuchEdge extends Error {}

/** What no message of the edges it names could meet; the message says why. */
export class NotApplicable extends Error {}

export interface LabOptions {
  readonly edges: readonly EdgeConfig[];
  /** Where all edges listen. Default 127.0.0.1. */
  readonly host?: string;
}

export interface Healed {
  readonly faults: readonly ActiveFault[];
  readonly strikes: readonly ArmedStrike[];
}

/** All proxies of a system with the faults and strikes on them, in one process, so that messages have one order. */
export class FaultLab {
  readonly log = new EventLog();
  private readonly strikesArmed = new StrikeBoard();
  private readonly faultsSet: FaultBoard;
  private readonly proxies: readonly EdgeProxy[];
  private messages = 0;
  private connections = 0;

  constructor({ edges, host = '127.0.0.1' }: LabOptions) {
    this.faultsSet = new FaultBoard({
      set: (fault) => this.log.add({ type: 'fault_set', at: now(), fault }),
      struck: (fault) => this.log.add({ type: 'fault_struck', at: now(), fault }),
      cleared: (fault) => {
        this.log.add({ type: 'fault_cleared', at: now(), fault });
        // Also when a fault has struck often enough, which nobody waits for.
        void this.settle(fault.edge);
      },
    });
    const board: Board = {
      faults: this.faultsSet,
      strikes: this.strikesArmed,
      log: this.log,
      nextMessage: () => (this.messages += 1),
      nextConnection: () => (this.connections += 1),
    };
    this.proxies = edges.map((edge) => new EdgeProxy(edge, host, board));
  }

  /** Resolves when every edge listens. Rejects when a port is taken; then nothing listens. */
  async start(): Promise<void> {
    try {
      await this.settle('*');
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Ends every connection and all listening. */
  async stop(): Promise<void> {
    await Promise.allSettled(this.proxies.map((proxy) => proxy.stop()));
  }

  edges(): EdgeStatus[] {
    return this.proxies.map((proxy) => proxy.status());
  }

  /** Resolves when the fault is in force. Throws `NoSuchEdge`, and `NotApplicable`. */
  async setFault(edge: string, fault: Fault): Promise<ActiveFault> {
    const protocols = this.protocolsOf(edge);
    const { kind } = fault;
    if ((kind === 'status' || kind === 'status_after') && !protocols.some(hasStubResponse))
      throw new NotApplicable(
        `${kind} needs an edge of HTTP or SMTP; ${edge} speaks ${protocols.join(', ')}.`,
      );
    const { faultId, ...active } = this.faultsSet.set(edge, fault);
    await this.settle(edge);
    return this.faultsSet.all().find((each) => each.faultId === faultId) ?? { faultId, ...active };
  }

  faults(): ActiveFault[] {
    return this.faultsSet.all();
  }

  /** Resolves when it no longer holds. Throws `NoSuchFault`. */
  async clearFault(faultId: string): Promise<ActiveFault> {
    const fault = this.faultsSet.clear(faultId);
    await this.settle(fault.edge);
    return fault;
  }

  /** Throws `NoSuchEdge`, and `NotApplicable`. */
  arm(strike: Strike): ArmedStrike {
    const protocols = this.protocolsOf(strike.edge);
    const isHttpRequest = strike.direction === 'request' && protocols.every((each) => each === 'http');
    if (strike.action.kind === 'duplicate' && !isHttpRequest)
      throw new NotApplicable('Only requests of HTTP can be duplicated.');
    return this.strikesArmed.arm(strike);
  }

  strikes(): ArmedStrike[] {
    return this.strikesArmed.all();
  }

  /** Throws `NoSuchStrike`. */
  strike(strikeId: string): ArmedStrike {
    return this.strikesArmed.get(strikeId);
  }

  /** Lets a held message go on. Throws `NoSuchStrike`, and `NotHeld` when it holds nothing. */
  release(strikeId: string, how: Release): ArmedStrike {
    const strike = this.strikesArmed.release(strikeId, how);
    this.log.add({ type: 'released', at: now(), strikeId, how });
    return strike;
  }

  /** Forgets a strike; what it holds is forwarded. Throws `NoSuchStrike`. */
  disarm(strikeId: string): ArmedStrike {
    if (this.strikesArmed.heldIds.includes(strikeId)) this.release(strikeId, 'forward');
    return this.strikesArmed.remove(strikeId);
  }

  /** Clears all faults and strikes; what is held is forwarded. Resolves, when all of that is done, to what was cleared. */
  async heal(): Promise<Healed> {
    const strikes = this.strikesArmed.all();
    for (const { strikeId } of strikes) this.disarm(strikeId);
    const faults = this.faultsSet.clearAll();
    await this.settle('*');
    return { faults, strikes };
  }

  private async settle(edge: string): Promise<void> {
    const meant = this.proxies.filter(({ config }) => means(edge, config.edge));
    await Promise.all(meant.map((proxy) => proxy.settle()));
  }

  private protocolsOf(edge: string): Protocol[] {
    const meant = this.proxies.filter(({ config }) => means(edge, config.edge));
    if (meant.length > 0) return [...new Set(meant.map(({ config }) => config.protocol))];
    const known = this.proxies.map(({ config }) => config.edge).join(', ');
    throw new NoSuchEdge(`There is no edge or route "${edge}". Edges: ${known || 'none'}.`);
  }
}
