import { type ManagedProcess } from '../process/managed-process.ts';
import { act, type Action, ActionRefused, actions } from './process-actions.ts';
import { type ProcessSpec } from '../process/process-spec.ts';
import { type ProcessStatus, statusOf } from './process-status.ts';

export interface ProcessControlOptions {
  readonly processes: readonly ManagedProcess[];
  /** Names that users may try but that are not processes of this stack, with the reason. */
  readonly notOurs: Readonly<Record<string, string>>;
  /** Aborts when the stack stops: nothing may be started from then on. */
  readonly signal: AbortSignal;
  /** Called with a report of each action. */
  readonly say: (line: string) => void;
}

export interface RunningProcess {
  readonly name: string;
  readonly pid: number;
}

/** Acts on the supervisor's processes by name. Actions on one process take turns. */
export class ProcessControl {
  private readonly options: ProcessControlOptions;
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(options: ProcessControlOptions) {
    this.options = options;
  }

  /**
   * Resolves to a report once the action is done; a started process is ready then. Throws `ActionRefused`
   * with the reason.
   */
  async act(action: string, name: string): Promise<string> {
    const target = this.process(name);
    const message = await this.takeTurn(target, () => act(known(action), target, this.options.signal));
    this.options.say(message);
    return message;
  }

  /**
   * Restarts the process of this name with another spec; resolves when it is ready. Throws `ActionRefused`
   * with the reason.
   */
  async restartAs(spec: ProcessSpec): Promise<void> {
    const target = this.process(spec.name);
    await this.takeTurn(target, async () => {
      await act('stop', target);
      target.spec = spec;
      await act('start', target, this.options.signal);
    });
  }

  status(): Promise<ProcessStatus[]> {
    return Promise.all(this.services().map(statusOf));
  }

  /** The running processes only, without the probes of `status`. */
  running(): RunningProcess[] {
    return this.services().flatMap(({ spec: { name }, identity }) =>
      identity === undefined ? [] : [{ name, pid: identity.pid }],
    );
  }

  /** The process of this name. Throws `ActionRefused` if this stack has none. */
  process(name: string): ManagedProcess {
    const reason = this.options.notOurs[name];
    if (reason !== undefined) throw new ActionRefused(`${name} is not run by this stack: ${reason}`);
    const found = this.services().find(({ spec }) => spec.name === name);
    if (found !== undefined) return found;
    const names = this.services().map(({ spec }) => spec.name);
    throw new ActionRefused(`unknown name "${name}". Known: ${names.join(', ')}`);
  }

  services(): readonly ManagedProcess[] {
    return this.options.processes.filter(({ spec }) => spec.kind !== 'one-shot');
  }

  private takeTurn<T>({ spec: { name } }: ManagedProcess, action: () => Promise<T>): Promise<T> {
    const turn = (this.turns.get(name) ?? Promise.resolve()).then(action);
    this.turns.set(
      name,
      turn.catch(() => undefined),
    );
    return turn;
  }
}

function known(action: string): Action {
  const found = actions.find((candidate) => candidate === action);
  if (found === undefined)
    throw new ActionRefused(`unknown action "${action}". Known: ${actions.join(', ')}`);
  return found;
}
