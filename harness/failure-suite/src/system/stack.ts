import { type Action, type SocketCheck, type StackSecrets } from '@holdfast/local-stack';
import { type EdgeConfig } from '@holdfast/lab-api';
import { type StageProcess } from '@holdfast/witness';

/** Actions on a process; `cut off` and `reconnect` need a network of its own. */
export type StackAction = Action | 'cut off' | 'reconnect';

/** The addresses and secrets of a running stack. */
export interface Reach {
  readonly addresses: Readonly<Record<string, string>>;
  /** Direct URLs, by process. */
  readonly processes: Readonly<Record<string, string>>;
  /** The processes that come from EXTRA_SERVICES. */
  readonly extraServices: readonly string[];
  /** With their ports on this machine. */
  readonly edges: readonly EdgeConfig[];
  readonly secrets: StackSecrets;
}

/** A running Holdfast of processes or containers. It ends with the suite, however that ends. */
export interface Stack {
  readonly portBase: number;
  readonly labUrl: string;
  readonly up: Reach;
  readonly appliedFaults: AppliedFaults;
  readonly isGone: boolean;
  /** The number of log lines so far: the start for `unexpectedExits`. */
  readonly linesLogged: number;
  /** Unexpected exits since that number of log lines. */
  unexpectedExits(from: number): string[];
  /** Every process with its state now, and an identity that changes with a restart. */
  processes(): Promise<readonly StageProcess[]>;
  /** Resolves once a started or restarted process is ready. */
  act(action: StackAction, name: string): Promise<void>;
  /**
   * Changes the environment by service, by process or for all (`*`), and restarts the services that it
   * affects; they are ready when it resolves. Absent if a new stack is just as fast.
   */
  changeEnvironment?(environment: Readonly<Record<string, Readonly<Record<string, string>>>>): Promise<void>;
  /** The log of a process, from a `logEnd` on. Default: all of it. */
  log(name: string, from?: number): Promise<string>;
  /** Where its log ends now. */
  logEnd(name: string): Promise<number>;
  /** Connections that bypass the lab although an edge leads to their target. */
  socketsThatBypass(): Promise<SocketCheck>;
  /** Stops everything and deletes the data. */
  stop(): Promise<void>;
}

/** The properties that a running stack cannot change. */
export interface StackKind {
  /** Processes of each of checkout, payments and email. Default 2. */
  readonly copies?: 1 | 2;
  /** Default `redis`, which must be on the PATH. */
  readonly queues?: 'redis' | 'postgres';
}

/** The stack that a scenario needs. */
export interface WantedStack {
  readonly settings?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly stack?: StackKind;
}

/** Starts a stack at `portBase`, with the suite's timings overridden by a scenario's settings. */
export type StartStack = (portBase: number, wanted: WantedStack, signal: AbortSignal) => Promise<Stack>;

/** Processes that the suite has stopped, paused or cut off and must restore. */
export class AppliedFaults {
  readonly down = new Set<string>();
  readonly paused = new Set<string>();
  readonly cutOff = new Set<string>();

  note(action: StackAction, name: string): void {
    if (action === 'cut off') this.cutOff.add(name);
    else if (action === 'reconnect') this.cutOff.delete(name);
    else this.noteProcess(action, name);
  }

  private noteProcess(action: Action, name: string): void {
    if (action === 'kill' || action === 'stop') this.down.add(name);
    if (action === 'pause') this.paused.add(name);
    else this.paused.delete(name);
    if (action === 'start' || action === 'restart') this.down.delete(name);
  }
}
