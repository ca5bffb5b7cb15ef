import { type Action, type SocketCheck, type StackSecrets } from '@holdfast/local-stack';
import { type EdgeConfig } from '@holdfast/fault-proxy';

/** What can be done to a process: to its connections too, where it has a network of its own. */
export type StackAction = Action | 'cut off' | 'reconnect';

/** How the suite reaches a stack that is up. */
export interface Reach {
  readonly addresses: Readonly<Record<string, string>>;
  /** By process, around the lab. */
  readonly processes: Readonly<Record<string, string>>;
  /** The processes among them that a forker brought along with EXTRA_SERVICES. */
  readonly extraServices: readonly string[];
  /** With the ports on which they are reached from here. */
  readonly edges: readonly EdgeConfig[];
  readonly secrets: StackSecrets;
}

/** A whole Holdfast that is up, of processes or of containers. It ends with the suite, however that ends. */
export interface Stack {
  readonly portBase: number;
  readonly labUrl: string;
  readonly up: Reach;
  readonly appliedFaults: AppliedFaults;
  readonly isGone: boolean;
  /** How much it has said of itself so far: what `endedByThemselves` counts from. */
  readonly linesSaid: number;
  /** Which processes have ended without being asked since so many lines were said. */
  endedByThemselves(from: number): string[];
  /** A process that was started or restarted is ready when it resolves. */
  act(action: StackAction, name: string): Promise<void>;
  /**
   * Gives the services another environment, by service, by process or for all (`*`), and restarts those that it makes a difference to; ready when
   * it resolves. Absent: there is no cheaper way than another stack.
   */
  changeEnvironment?(environment: Readonly<Record<string, Readonly<Record<string, string>>>>): Promise<void>;
  /** All that a process has written to its log. */
  log(name: string): Promise<string>;
  /** Which processes reach another that an edge leads to, and do so around the lab. */
  socketsThatBypass(): Promise<SocketCheck>;
  /** Ends it with everything that belongs to it, and forgets its data. */
  stop(): Promise<void>;
}

/** Starts a stack whose ports count from `portBase`, with the timings of the suite and over them what a scenario sets. */
export type StartStack = (
  portBase: number,
  settings: Readonly<Record<string, string | Readonly<Record<string, string>>>> | undefined,
  signal: AbortSignal,
) => Promise<Stack>;

/** By name: what the suite itself has put down, stopped or cut off, and has to put right again. */
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
