import path from 'node:path';
import { keepPreviousLog } from '../process/log-file.ts';
import { ManagedProcess, stopTimeoutMs } from '../process/managed-process.ts';
import { type ProcessSpec } from '../process/process-spec.ts';
import { type StackRecord } from './stack-state.ts';
import { type OrderedNode, reversed, runInOrder } from './start-order.ts';

/** A step of the start that is not a program, such as creating databases. */
export interface Task extends OrderedNode {
  readonly run: () => Promise<void>;
}

export interface StackPlan {
  readonly processes: readonly ProcessSpec[];
  readonly tasks: readonly Task[];
}

export interface SupervisorEvents {
  /** Called with one line of progress for the terminal. */
  readonly say: (line: string) => void;
  readonly ready?: (name: string, afterMs: number) => void;
}

interface Step extends OrderedNode {
  readonly process?: ManagedProcess;
  readonly task?: Task;
}

export const howToStart = (name: string): string => `start it again with: npm run service -- start ${name}`;

/**
 * Starts the programs of a plan in dependency order and stops them in reverse. It restarts nothing: an
 * unexpected exit is reported in one line, and the rest keeps running.
 */
export class Supervisor {
  readonly processes: readonly ManagedProcess[];
  private readonly steps: readonly Step[];
  private readonly record: StackRecord;
  private readonly events: SupervisorEvents;
  private readonly ending = new AbortController();

  constructor(plan: StackPlan, logDir: string, record: StackRecord, events: SupervisorEvents) {
    this.record = record;
    this.events = events;
    this.processes = plan.processes.map((spec) => this.manage(spec, logDir));
    this.steps = [
      ...this.processes.map((process) => ({ ...process.spec, process })),
      ...plan.tasks.map((task) => ({ ...task, task })),
    ];
  }

  /**
   * Resolves when everything is ready. Rejects at the first failure; then `stop()` stops what was started.
   */
  async start(): Promise<void> {
    for (const { logFile } of this.processes) keepPreviousLog(logFile);
    await runInOrder(this.steps, async (step) => {
      this.ending.signal.throwIfAborted();
      const begun = performance.now();
      try {
        await (step.process?.start(this.ending.signal) ?? step.task?.run());
      } catch (error) {
        this.ending.abort(error);
        throw error;
      }
      this.events.ready?.(step.name, performance.now() - begun);
    });
  }

  /** Aborts when the stack stops: nothing may be started from then on. */
  get signal(): AbortSignal {
    return this.ending.signal;
  }

  /**
   * Stops everything in reverse dependency order. A process that takes longer than `stopTimeoutMs` is killed
   * and reported.
   */
  async stop(): Promise<void> {
    this.ending.abort(new Error('stopped while starting'));
    await runInOrder(reversed(this.steps), async ({ process, name }) => {
      if (process === undefined || (await process.stop())) return;
      this.events.say(
        `${name} did not stop within ${stopTimeoutMs / 1_000} s of ${process.spec.stopSignal} and was killed`,
      );
    });
  }

  /** Kills everything immediately with SIGKILL. */
  async kill(): Promise<void> {
    this.ending.abort(new Error('killed while starting'));
    await Promise.all(this.processes.map((process) => process.kill()));
  }

  private manage(spec: ProcessSpec, logDir: string): ManagedProcess {
    const { name, stopSignal } = spec;
    let pid = 0;
    return new ManagedProcess(spec, path.join(logDir, `${name}.log`), {
      started: (identity) => {
        pid = identity.pid;
        this.record.started({ name, stopSignal, ...identity });
      },
      ended: (how, wasExpected) => {
        this.record.ended(pid);
        if (!wasExpected) this.events.say(`${name} exited (${how}). It stays down; ${howToStart(name)}`);
      },
    });
  }
}
