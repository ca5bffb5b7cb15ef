import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type StackService } from '../stack/services.ts';
import { identityOf, isRunning, type ProcessIdentity } from '../process/process-identity.ts';

export interface RecordedProcess extends ProcessIdentity {
  readonly name: string;
  readonly stopSignal: 'SIGTERM' | 'SIGINT';
}

/** How other commands reach the supervisor. Absent until everything is ready. */
export interface ControlAddress {
  readonly port: number;
  readonly token: string;
}

/** What DATA_DIR/stack.json says about the stack that runs, or ran until it was killed. */
export interface StackState {
  readonly supervisor: ProcessIdentity;
  readonly addresses: Readonly<Record<string, string>>;
  /** What runs here, whatever the settings of who asks. */
  readonly services: readonly StackService[];
  readonly control: ControlAddress | null;
  readonly processes: readonly RecordedProcess[];
}

export const stateFile = (dataDir: string): string => path.join(dataDir, 'stack.json');

/** The recorded state; undefined when there is none. Throws when the file is not readable as one. */
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

/** The state of a stack that is running now; undefined when its supervisor is gone. */
export function readRunningState(dataDir: string): StackState | undefined {
  const state = readState(dataDir);
  return state !== undefined && isRunning(state.supervisor) ? state : undefined;
}

/** The record that a supervisor keeps of itself. Each change is on disk, whole, when the call returns. */
export class StackRecord {
  private state: StackState;
  private readonly file: string;

  private constructor(file: string, state: StackState) {
    this.file = file;
    this.state = state;
  }

  /** Takes a DATA_DIR for this process. Undefined when another record is there already. */
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

  /** The stack has ended, and all its processes with it. */
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
