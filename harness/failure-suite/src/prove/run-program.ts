import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** As much of what a program says as helps to find out why it failed. */
const longestOutput = 200_000;
/** 30 s: what it started it ends meanwhile. */
const patienceMs = 30_000;

/** Runs a program of Node to its end. Once the signal is aborted it is asked to end, as by Ctrl-C, and waited for. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { cwd, signal }: { readonly cwd: string; readonly signal: AbortSignal },
): Promise<Ended> {
  signal.throwIfAborted();
  const child = spawn(process.execPath, [program, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-longestOutput)));
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    child.kill('SIGINT');
    timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    signal.throwIfAborted();
    return { code, output };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
