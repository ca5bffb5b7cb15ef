import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import {
  bypassingSockets,
  controlProcess,
  stopOrphans,
  portPlan,
  runningProcesses,
  type SocketCheck,
  type StackSettings,
} from '@holdfast/local-stack';
import { type StageProcess } from '@holdfast/witness';
import { OwnerProcess } from './owner-process.ts';
import { type StackIsUp, type ToStack } from './stack-messages.ts';
import { type Stack, type StackAction, AppliedFaults } from './stack.ts';

const program = path.join(import.meta.dirname, `stack.program${path.extname(import.meta.filename)}`);

/** Local processes share the network of the machine, so none can be disconnected. */
export const noOwnNetwork = 'local processes have no network of their own to cut; use --target compose';

/** A complete Holdfast of local processes. */
export class StackProcess implements Stack {
  readonly up: StackIsUp;
  readonly portBase: number;
  readonly labUrl: string;
  private readonly settings: StackSettings;
  private readonly owner: OwnerProcess<StackIsUp>;
  /** Lines of the supervisor, such as unexpected exits. */
  private readonly said: readonly string[];
  readonly appliedFaults = new AppliedFaults();
  private readonly starting = new Set<string>();

  private constructor(settings: StackSettings, owner: OwnerProcess<StackIsUp>, said: readonly string[]) {
    this.settings = settings;
    this.owner = owner;
    this.said = said;
    this.up = owner.up;
    this.portBase = settings.portBase;
    this.labUrl = `http://127.0.0.1:${portPlan(settings.portBase).failureLab}`;
  }

  /** Resolves once everything is ready. On failure, it rejects and leaves nothing running. */
  static async start(settings: StackSettings, signal?: AbortSignal): Promise<StackProcess> {
    const said: string[] = [];
    const hear = (line: string): void => void said.push(line);
    const message: ToStack = { start: settings };
    const owner = await OwnerProcess.start<StackIsUp>(program, message, hear, signal);
    return new StackProcess(settings, owner, said);
  }

  get isGone(): boolean {
    return this.owner.isGone;
  }

  get linesLogged(): number {
    return this.said.length;
  }

  unexpectedExits(from: number): string[] {
    return this.said.slice(from).filter((line) => / exited \(.*\)\. It stays down/.test(line));
  }

  /** From pids and the suite's own acts: probing every process takes seconds on a busy machine. */
  async processes(): Promise<readonly StageProcess[]> {
    const { down, paused } = this.appliedFaults;
    const running = await runningProcesses(this.up.control);
    const pids = new Map(running.map(({ name, pid }) => [name, `${pid}`]));
    const stateOf = (name: string): StageProcess['state'] => {
      if (!pids.has(name)) return 'down';
      if (this.starting.has(name)) return 'starting';
      return paused.has(name) ? 'paused' : 'ready';
    };
    return [...new Set([...pids.keys(), ...down])].map((name) => ({
      name,
      state: stateOf(name),
      identity: pids.get(name) ?? null,
    }));
  }

  async act(action: StackAction, name: string): Promise<void> {
    this.owner.signal.throwIfAborted();
    if (action === 'cut off' || action === 'reconnect') throw new Error(noOwnNetwork);
    if (action === 'start' || action === 'restart') this.starting.add(name);
    try {
      await controlProcess(this.up.control, action, name);
    } finally {
      this.starting.delete(name);
    }
    this.appliedFaults.note(action, name);
  }

  changeEnvironment(environment: NonNullable<StackSettings['environment']>): Promise<void> {
    const message: ToStack = { environment };
    return this.owner.perform(message);
  }

  log(name: string, from = 0): Promise<string> {
    return text(createReadStream(this.logFile(name), { start: from }));
  }

  async logEnd(name: string): Promise<number> {
    return (await stat(this.logFile(name))).size;
  }

  async socketsThatBypass(): Promise<SocketCheck> {
    const { control, edges } = this.up;
    const callers = new Set(edges.map(({ from }) => from));
    const running = (await runningProcesses(control)).filter(({ name }) => callers.has(name));
    return bypassingSockets(running, edges);
  }

  async stop(): Promise<void> {
    await this.owner.end();
    // In case the owner was killed before it could stop them.
    await stopOrphans(this.settings.dataDir, () => undefined);
  }

  private logFile(name: string): string {
    return path.join(this.settings.dataDir, 'logs', `${name}.log`);
  }
}
