import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  bypassingSockets,
  controlProcess,
  stopOrphans,
  portPlan,
  runningProcesses,
  type SocketCheck,
  type StackSettings,
} from '@holdfast/local-stack';
import { OwnerProcess } from './owner-process.ts';
import { type StackIsUp, type ToStack } from './stack-messages.ts';
import { type Stack, type StackAction, AppliedFaults } from './stack.ts';

const program = path.join(import.meta.dirname, `stack.program${path.extname(import.meta.filename)}`);

/** Processes of this machine share its network: there is none that one of them could be taken out of. */
export const noNetworkOfItsOwn =
  'a process of this machine has no network of its own that could be cut: --target compose';

/** A whole Holdfast of processes of this machine. */
export class StackProcess implements Stack {
  readonly up: StackIsUp;
  readonly portBase: number;
  readonly labUrl: string;
  private readonly settings: StackSettings;
  private readonly owner: OwnerProcess<StackIsUp>;
  /** What the supervisor said: which process ended by itself, and why. */
  private readonly said: readonly string[];
  readonly appliedFaults = new AppliedFaults();

  private constructor(settings: StackSettings, owner: OwnerProcess<StackIsUp>, said: readonly string[]) {
    this.settings = settings;
    this.owner = owner;
    this.said = said;
    this.up = owner.up;
    this.portBase = settings.portBase;
    this.labUrl = `http://127.0.0.1:${portPlan(settings.portBase).failureLab}`;
  }

  /** Resolves when everything is ready. Rejects with what is in the way; nothing is left running then. */
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

  get linesSaid(): number {
    return this.said.length;
  }

  endedByThemselves(from: number): string[] {
    return this.said.slice(from).filter((line) => / ended \(.*\)\. It stays down/.test(line));
  }

  async act(action: StackAction, name: string): Promise<void> {
    this.owner.signal.throwIfAborted();
    if (action === 'cut off' || action === 'reconnect') throw new Error(noNetworkOfItsOwn);
    await controlProcess(this.up.control, action, name);
    this.appliedFaults.note(action, name);
  }

  changeEnvironment(environment: NonNullable<StackSettings['environment']>): Promise<void> {
    const message: ToStack = { environment };
    return this.owner.tell(message);
  }

  log(name: string): Promise<string> {
    return readFile(path.join(this.settings.dataDir, 'logs', `${name}.log`), 'utf8');
  }

  async socketsThatBypass(): Promise<SocketCheck> {
    const { control, edges } = this.up;
    const callers = new Set(edges.map(({ from }) => from));
    const running = (await runningProcesses(control)).filter(({ name }) => callers.has(name));
    return bypassingSockets(running, edges);
  }

  async stop(): Promise<void> {
    await this.owner.end();
    // Where its owner was killed before it could end them.
    await stopOrphans(this.settings.dataDir, () => undefined);
  }
}
