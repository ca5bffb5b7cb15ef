import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** Messages from a program that owns a stack. */
export type FromOwner<Up> = OwnerReady<Up> | { readonly failure: string } | { readonly say: string };

interface OwnerReady<Up> {
  /** Set once the stack has started. */
  readonly up?: Up;
}

/** A program that owns one stack, and removes it when its channel to the suite closes. */
export class OwnerProcess<Up> {
  readonly up: Up;
  readonly signal: AbortSignal;
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess, up: Up, hear: (line: string) => void) {
    this.child = child;
    this.up = up;
    const gone = new AbortController();
    this.signal = gone.signal;
    child.on('exit', () => gone.abort(new Error('The stack has ended.')));
    child.on('error', (error) => gone.abort(error));
    child.on('message', (message: FromOwner<Up>) => {
      if ('say' in message) hear(message.say);
    });
  }

  /**
   * Starts the program and resolves once its stack is ready. On failure, it rejects and leaves nothing
   * behind.
   */
  static async start<Up>(
    program: string,
    message: object,
    hear: (line: string) => void,
    signal?: AbortSignal,
  ): Promise<OwnerProcess<Up>> {
    const child = fork(program, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
    const stop = (): void => void (child.connected && child.disconnect());
    signal?.addEventListener('abort', stop, { once: true });
    try {
      child.send(message);
      const { up } = await readyMessageOf<Up>(child);
      signal?.throwIfAborted();
      if (up === undefined) throw new Error('The stack reported no addresses.');
      return new OwnerProcess(child, up, hear);
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

  /** Sends a command and resolves once it is done; rejects if it fails. One command at a time. */
  async perform(message: object): Promise<void> {
    this.signal.throwIfAborted();
    this.child.send(message);
    await readyMessageOf(this.child);
  }

  async end(): Promise<void> {
    if (this.child.connected) this.child.disconnect();
    await ended(this.child);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** The reply to the last command. */
function readyMessageOf<Up>(child: ChildProcess): Promise<OwnerReady<Up>> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => (end(), reject(error));
    const exit = (): void => fail(new Error('The stack exited before the command was done.'));
    const hear = (message: FromOwner<Up>): void => {
      if ('say' in message) return;
      if ('failure' in message) return fail(new Error(message.failure));
      end();
      resolve(message);
    };
    const end = (): void => {
      child.off('exit', exit).off('error', fail).off('message', hear);
    };
    child.on('exit', exit).on('error', fail).on('message', hear);
  });
}
