import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import {
  type Action,
  bypassingSockets,
  controlProcess,
  endLeftovers,
  portPlan,
  runningProcesses,
  type SocketCheck,
  type StackSettings,
} from '@holdfast/local-stack';
import { type FromStack, type StackIsUp, type ToStack } from './stack-messages.ts';

const program = path.join(import.meta.dirname, `stack.program${path.extname(import.meta.filename)}`);

/** A whole Holdfast in a process of its own, which ends with the suite however that ends. */
export class StackProcess {
  readonly settings: StackSettings;
  readonly up: StackIsUp;
  readonly labUrl: string;
  /** What the supervisor said: which process ended by itself, and why. */
  readonly said: string[] = [];
  /** By name: what the suite itself has put down or stopped, and has to put right again. */
  readonly down = new Set<string>();
  readonly paused = new Set<string>();
  private readonly child: ChildProcess;
  private readonly signal: AbortSignal;

  private constructor(settings: StackSettings, child: ChildProcess, up: StackIsUp) {
    this.settings = settings;
    this.child = child;
    this.up = up;
    this.labUrl = `http://127.0.0.1:${portPlan(settings.portBase).failureLab}`;
    const gone = new AbortController();
    this.signal = gone.signal;
    child.on('exit', () => gone.abort(new Error('The stack has ended.')));
    child.on('message', (message: FromStack) => {
      if ('say' in message) this.said.push(message.say);
    });
  }

  /** Resolves when everything is ready. Rejects with what is in the way; nothing is left running then. */
  static async start(settings: StackSettings, signal?: AbortSignal): Promise<StackProcess> {
    const child = fork(program, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
    const stop = (): void => void (child.connected && child.disconnect());
    signal?.addEventListener('abort', stop, { once: true });
    try {
      child.send({ start: settings } satisfies ToStack);
      const up = await answerOf(child);
      signal?.throwIfAborted();
      return new StackProcess(settings, child, up);
    } catch (error) {
      stop();
      await ended(child);
      throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  get isGone(): boolean {
    return this.signal.aborted;
  }

  /** Names of the processes that have ended without being asked since `from` lines were said. */
  endedByThemselves(from: number): string[] {
    return this.said.slice(from).filter((line) => / ended \(.*\)\. It stays down/.test(line));
  }

  async act(action: Action, name: string): Promise<void> {
    this.signal.throwIfAborted();
    await controlProcess(this.up.control, action, name);
    if (action === 'kill' || action === 'stop') this.down.add(name);
    if (action === 'pause') this.paused.add(name);
    else this.paused.delete(name);
    if (action === 'start' || action === 'restart') this.down.delete(name);
  }

  /** Which processes reach another that an edge leads to, and do so around the lab. */
  async socketsThatBypass(): Promise<SocketCheck> {
    const { control, edges } = this.up;
    const callers = new Set(edges.map(({ from }) => from));
    const running = (await runningProcesses(control)).filter(({ name }) => callers.has(name));
    return bypassingSockets(running, edges);
  }

  /** Ends it with all its processes and forgets its data. */
  async stop(): Promise<void> {
    if (this.child.connected) this.child.disconnect();
    await ended(this.child);
    // Where its owner was killed before it could end them.
    await endLeftovers(this.settings.dataDir, () => undefined);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

function answerOf(child: ChildProcess): Promise<StackIsUp> {
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('The stack ended while it started.')));
    child.once('error', reject);
    child.on('message', (message: FromStack) => {
      if ('up' in message) resolve(message.up);
      else if ('failure' in message) reject(new Error(message.failure));
    });
  });
}
