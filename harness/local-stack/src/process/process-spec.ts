import { type UnixUser } from '../postgres/unprivileged-user.ts';

/**
 * One program of the stack. A `server` or `service` keeps running and is ready when `ready` stops throwing; a
 * `one-shot` is ready when it has exited with code 0.
 */
export interface ProcessSpec {
  readonly name: string;
  readonly kind: 'server' | 'service' | 'one-shot';
  readonly command: string;
  readonly args: readonly string[];
  /** The complete environment of the program: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** If not the user who runs the stack: Postgres does not run as root. */
  readonly user?: UnixUser | undefined;
  /** The signal for a graceful stop. */
  readonly stopSignal: 'SIGTERM' | 'SIGINT';
  /** Names of processes and tasks that must be ready before it starts, and stop only after it. */
  readonly dependsOn: readonly string[];
  /** Names of processes that stop only after it, but may start at the same time. Default: none. */
  readonly stopsBefore?: readonly string[];
  /** Every port it listens on, with its purpose; the first one is its address. */
  readonly ports: readonly ListeningPort[];
  /** True if Ctrl-C reaches it directly, so that it stops even if we are killed. Default false. */
  readonly sharesCtrlC?: boolean;
  /** Runs before each start of the program. */
  readonly prepare?: (signal: AbortSignal) => Promise<void>;
  readonly ready?: () => Promise<void>;
}

export interface ListeningPort {
  readonly port: number;
  readonly purpose: string;
}
