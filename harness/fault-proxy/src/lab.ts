import { now } from './edges/clock.ts';
import { type Board } from './edges/board.ts';
import { EdgeProxy } from './edges/edge-proxy.ts';
import { means } from './edges/route.ts';
import { capturedMessage } from './capture/captured-message.ts';
import { WireObserver } from './capture/wire-observer.ts';
import { EventLog } from './events/event-log.ts';
import { FaultBoard } from './faults/fault-board.ts';
import { hasStubResponse } from './faults/stub-response.ts';
import {
  type ActiveFault,
  type ArmedStrike,
  type CapturedMessage,
  type EdgeConfig,
  type EdgeStatus,
  type Fault,
  type Protocol,
  type Release,
  type Strike,
} from '@holdfast/lab-api';
import { StrikeBoard } from './strikes/strike-board.ts';

/** An unknown edge; the message lists the known ones. */
export class NoSuchEdge extends Error {}

/** A fault or strike that cannot apply to its edges; the message says why. */
export class NotApplicable extends Error {}

export interface LabOptions {
  readonly edges: readonly EdgeConfig[];
  /** The address that all edges listen on. Default 127.0.0.1. */
  readonly host?: string;
  /** Reads orders and keys from messages, and keeps the latest bytes: `captured`. Default false. */
  readonly observe?: boolean;
}

/** There was no such message. */
export class NoSuchMessage extends Error {}

/** The bytes of a message are not kept, or no longer; the message says why. */
export class MessageForgotten extends Error {}

export interface Healed {
  readonly faults: readonly ActiveFault[];
  readonly strikes: readonly ArmedStrike[];
}

/** All proxies of a system with their faults and strikes, in one process, so that messages have one order. */
export class FaultLab {
  readonly log = new EventLog();
  private readonly strikesArmed = new StrikeBoard();
  private readonly faultsSet: FaultBoard;
  private readonly proxies: readonly EdgeProxy[];
  private readonly observer: WireObserver | undefined;
  private messages = 0;
  private exchanges = 0;
  private connections = 0;

  constructor({ edges, host = '127.0.0.1', observe = false }: LabOptions) {
    this.observer = observe ? new WireObserver() : undefined;
    this.faultsSet = new FaultBoard({
      set: (fault) => this.log.add({ type: 'fault_set', at: now(), fault }),
      struck: (fault, message) => this.log.add({ type: 'fault_struck', at: now(), fault, message }),
      cleared: (fault) => {
        this.log.add({ type: 'fault_cleared', at: now(), fault });
        // Also for a fault that clears itself after `times`, which no caller waits for.
        void this.settle(fault.edge);
      },
    });
    const board: Board = {
      faults: this.faultsSet,
      strikes: this.strikesArmed,
      log: this.log,
      observer: this.observer,
      nextMessage: () => (this.messages += 1),
      nextExchange: () => (this.exchanges += 1),
      nextConnection: () => (this.connections += 1),
    };
    this.proxies = edges.map((edge) => new EdgeProxy(edge, host, board));
  }

  /** Resolves when every edge listens. Rejects if a port is taken; then nothing listens. */
  async start(): Promise<void> {
    try {
      await this.settle('*');
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Closes every connection and listener. */
  async stop(): Promise<void> {
    await Promise.allSettled(this.proxies.map((proxy) => proxy.stop()));
  }

  edges(): EdgeStatus[] {
    return this.proxies.map((proxy) => proxy.status());
  }

  /** Resolves when the fault is active. Throws `NoSuchEdge` or `NotApplicable`. */
  async setFault(edge: string, fault: Fault): Promise<ActiveFault> {
    const protocols = this.protocolsOf(edge);
    const { kind } = fault;
    if ((kind === 'status' || kind === 'status_after') && !protocols.some(hasStubResponse))
      throw new NotApplicable(`${kind} needs an HTTP or SMTP edge; ${edge} uses ${protocols.join(', ')}.`);
    const { faultId, ...active } = this.faultsSet.set(edge, fault);
    await this.settle(edge);
    return this.faultsSet.all().find((each) => each.faultId === faultId) ?? { faultId, ...active };
  }

  faults(): ActiveFault[] {
    return this.faultsSet.all();
  }

  /** Resolves when the fault is no longer active. Throws `NoSuchFault`. */
  async clearFault(faultId: string): Promise<ActiveFault> {
    const fault = this.faultsSet.clear(faultId);
    await this.settle(fault.edge);
    return fault;
  }

  /** Throws `NoSuchEdge` or `NotApplicable`. */
  arm(strike: Strike): ArmedStrike {
    const protocols = this.protocolsOf(strike.edge);
    const isHttpRequest = strike.direction === 'request' && protocols.every((each) => each === 'http');
    if (strike.action.kind === 'duplicate' && !isHttpRequest)
      throw new NotApplicable('Only HTTP requests can be duplicated.');
    return this.strikesArmed.arm(strike);
  }

  strikes(): ArmedStrike[] {
    return this.strikesArmed.all();
  }

  /** When a strike was armed, in milliseconds since the epoch. Throws `NoSuchStrike`. */
  armedAt(strikeId: string): number {
    return this.strikesArmed.armedAt(strikeId);
  }

  /** Throws `NoSuchStrike`. */
  strike(strikeId: string): ArmedStrike {
    return this.strikesArmed.get(strikeId);
  }

  /** Releases a held message. Throws `NoSuchStrike`, or `NotHeld` if it holds nothing. */
  release(strikeId: string, how: Release): ArmedStrike {
    const strike = this.strikesArmed.release(strikeId, how);
    this.log.add({ type: 'released', at: now(), strikeId, how });
    return strike;
  }

  /** Removes a strike and forwards its held message. Throws `NoSuchStrike`. */
  disarm(strikeId: string): ArmedStrike {
    if (this.strikesArmed.heldIds.includes(strikeId)) this.release(strikeId, 'forward');
    return this.strikesArmed.remove(strikeId);
  }

  /**
   * The bytes of a message, up to 4 KiB, with secrets masked. The latest 16 MiB of messages are kept. Throws
   * `NoSuchMessage` or `MessageForgotten`.
   */
  captured(number: number): CapturedMessage {
    if (number < 1 || number > this.messages)
      throw new NoSuchMessage(`There is no message ${number}. The latest is ${this.messages}.`);
    if (this.observer === undefined) throw new MessageForgotten('This lab keeps no messages.');
    const kept = this.observer.find(number);
    if (kept === undefined)
      throw new MessageForgotten(
        `The lab has forgotten message ${number}, or it was a background message, which is never kept.`,
      );
    return capturedMessage(kept);
  }

  /**
   * Clears all faults and strikes and forwards held messages. Resolves to what was cleared, once that is
   * done.
   */
  async heal(): Promise<Healed> {
    const strikes = this.strikesArmed.all();
    for (const { strikeId } of strikes) this.disarm(strikeId);
    const faults = this.faultsSet.clearAll();
    await this.settle('*');
    return { faults, strikes };
  }

  /**
   * Resets the connections that `black_hole` has silenced and that no side has left. Healing leaves them as
   * they are, because nothing gives them back in a real network either. Returns their number.
   */
  resetSilent(): number {
    return this.proxies.reduce((sum, proxy) => sum + proxy.resetSilent(), 0);
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
