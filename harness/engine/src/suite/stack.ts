import { type EdgeConfig } from '@holdfast/lab-api';

/** A system that is running, as the engine sees it. */
export interface RunningStack {
  /** The lab's edges. The system calls itself through them; customers call the first one of theirs. */
  readonly edges: readonly EdgeConfig[];
  /** The health route of each service: it returns 200 once the service is ready. */
  readonly health: ReadonlyMap<string, string>;
  /** Starts the services, now that the lab's edges listen. Does nothing if they run already. */
  begin(): Promise<void>;
  /** The address of a server, bypassing the lab: what readings of the ledgers use. */
  address(name: string): string;
  /** False for a process that only its operator can kill; no strike kills it. */
  canKill(process: string): boolean;
  /** SIGKILL. The process stays down until it is started. */
  kill(process: string): Promise<void>;
  start(process: string): Promise<void>;
  /** Processes that exited although nothing killed them, one sentence each, since the last call. */
  unexpectedExits(): readonly string[];
  stop(): Promise<void>;
}

/** Starts the system under test, or finds one that is running. */
export type StartStack = (signal: AbortSignal) => Promise<RunningStack>;
