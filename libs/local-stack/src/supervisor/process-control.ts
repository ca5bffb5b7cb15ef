import { type ManagedProcess } from '../process/managed-process.ts';
import { act, type Action, ActionRefused, actions } from './process-actions.ts';
import { type ProcessStatus, statusOf } from './process-status.ts';

export interface ProcessControlOptions {
  readonly processes: readonly ManagedProcess[];
  /** Names that people will try and that are no process here, with the reason. */
  readonly notOurs: Readonly<Record<string, string>>;
  /** Aborts when the stack ends: nothing may be started any more. */
  readonly signal: AbortSignal;
  /** Told what each action did. */
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

  /** Resolves, once it is done, to what was done: a started process is ready then. Throws `ActionRefused` with the reason. */
  async act(action: string, name: string): Promise<string> {
    const message = await this.takeTurn(known(action), this.process(name));
    this.options.say(message);
    return message;
  }

  status(): Promise<ProcessStatus[]> {
    return Promise.all(this.services().map(statusOf));
  }

  /** Those that run, and nothing else about them: it asks nobody, as `status` does. */
  running(): RunningProcess[] {
    return this.services().flatMap(({ spec: { name }, identity }) =>
      identity === undefined ? [] : [{ name, pid: identity.pid }],
    );
  }

  /** The process of this name. Throws `ActionRefused` when this stack has none. */
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

  private takeTurn(action: Action, target: ManagedProcess): Promise<string> {
    const { name } = target.spec;
    const turn = (this.turns.get(name) ?? Promise.resolve()).then(() =>
      act(action, target, this.options.signal),
    );
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
