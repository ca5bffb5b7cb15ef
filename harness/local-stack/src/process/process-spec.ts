import { type UnixUser } from '../postgres/unprivileged-user.ts';

/**
 * One program the stack runs. A `server` and a `service` stay up and are ready when `ready` stops throwing;
 * a `one-shot` is ready when it has ended with exit code 0.
 */
export interface ProcessSpec {
  readonly name: string;
  readonly kind: 'server' | 'service' | 'one-shot';
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the program: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Other than the user who runs the stack: Postgres does not run as root. */
  readonly user?: UnixUser | undefined;
  /** Asks it to end in good order. */
  readonly stopSignal: 'SIGTERM' | 'SIGINT';
  /** What must be ready before it starts, and ends only after it. Names of processes and tasks. */
  readonly dependsOn: readonly string[];
  /** Every port it listens on, with what for; the first one is its address. */
  readonly ports: readonly ListeningPort[];
  /** True: Ctrl-C reaches it as it reaches us, so that it ends also when we are cut short. Default false. */
  readonly sharesCtrlC?: boolean;
  /** Runs before each start of the program. */
  readonly prepare?: (signal: AbortSignal) => Promise<void>;
  readonly ready?: () => Promise<void>;
}

export interface ListeningPort {
  readonly port: number;
  readonly purpose: string;
}
