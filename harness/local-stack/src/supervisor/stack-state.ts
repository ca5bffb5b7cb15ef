import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type StackService } from '../stack/services.ts';
import { identityOf, isRunning, type ProcessIdentity } from '../process/process-identity.ts';

export interface RecordedProcess extends ProcessIdentity {
  readonly name: string;
  readonly stopSignal: 'SIGTERM' | 'SIGINT';
}

/** The supervisor's address for other commands. Null until everything is ready. */
export interface ControlAddress {
  readonly port: number;
  readonly token: string;
}

/** The content of DATA_DIR/stack.json: the stack that runs, or ran until it was killed. */
export interface StackState {
  readonly supervisor: ProcessIdentity;
  readonly addresses: Readonly<Record<string, string>>;
  /** The services of this stack, independent of the reader's settings. */
  readonly services: readonly StackService[];
  readonly control: ControlAddress | null;
  readonly processes: readonly RecordedProcess[];
}

export const stateFile = (dataDir: string): string => path.join(dataDir, 'stack.json');

/** The recorded state; undefined if there is none. Throws if the file is invalid. */
export function readState(dataDir: string): StackState | undefined {
  let text: string;
  try {
    text = readFileSync(stateFile(dataDir), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return JSON.parse(text) as StackState;
}

/** The state of a running stack; undefined if its supervisor is gone. */
export function readRunningState(dataDir: string): StackState | undefined {
  const state = readState(dataDir);
  return state !== undefined && isRunning(state.supervisor) ? state : undefined;
}

/**
 * The record that a supervisor keeps of its stack. Each change is completely on disk when the call returns.
 */
export class StackRecord {
  private state: StackState;
  private readonly file: string;

  private constructor(file: string, state: StackState) {
    this.file = file;
    this.state = state;
  }

  /** Claims a DATA_DIR for this process. Undefined if another record exists. */
  static claim(
    dataDir: string,
    { addresses, services }: Pick<StackState, 'addresses' | 'services'>,
  ): StackRecord | undefined {
    mkdirSync(dataDir, { recursive: true });
    const state: StackState = {
      supervisor: identityOf(process.pid),
      addresses,
      services,
      control: null,
      processes: [],
    };
    const record = new StackRecord(stateFile(dataDir), state);
    const unlinked = record.writeAside();
    try {
      linkSync(unlinked, record.file);
      return record;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      return undefined;
    } finally {
      rmSync(unlinked);
    }
  }

  started(process: RecordedProcess): void {
    this.write({ processes: [...this.state.processes, process] });
  }

  ended(pid: number): void {
    this.write({ processes: this.state.processes.filter((process) => process.pid !== pid) });
  }

  listening(control: ControlAddress): void {
    this.write({ control });
  }

  /** Removes the record, once the stack and all its processes have stopped. */
  release(): void {
    rmSync(this.file, { force: true });
  }

  private write(change: Partial<StackState>): void {
    this.state = { ...this.state, ...change };
    renameSync(this.writeAside(), this.file);
  }

  private writeAside(): string {
    const aside = `${this.file}.${process.pid}`;
    writeFileSync(aside, `${JSON.stringify(this.state, null, 2)}\n`, { mode: 0o600 });
    return aside;
  }
}
