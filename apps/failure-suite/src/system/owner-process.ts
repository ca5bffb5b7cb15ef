import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** What a program that owns a stack tells the suite. */
export type FromOwner<Up> = { readonly up: Up } | { readonly failure: string } | { readonly say: string };

/** A program that owns one stack, and takes it away when its channel to the suite closes. */
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
    child.on('message', (message: FromOwner<Up>) => {
      if ('say' in message) hear(message.say);
    });
  }

  /** Sends the message to the program; resolves when it says that everything is ready. Rejects with what is in the way; nothing is left then. */
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
      const up = await answerOf<Up>(child);
      signal?.throwIfAborted();
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

  async end(): Promise<void> {
    if (this.child.connected) this.child.disconnect();
    await ended(this.child);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

function answerOf<Up>(child: ChildProcess): Promise<Up> {
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('The stack ended while it started.')));
    child.once('error', reject);
    child.on('message', (message: FromOwner<Up>) => {
      if ('up' in message) resolve(message.up);
      else if ('failure' in message) reject(new Error(message.failure));
    });
  });
}
