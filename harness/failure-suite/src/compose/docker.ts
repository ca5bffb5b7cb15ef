import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** A call of docker that failed, with the last it said. */
export class DockerFailed extends Error {
  override readonly name = 'DockerFailed';
}

/** Lines of a failure that are told. */
const lastLines = 15;

export interface DockerOptions {
  /** Its whole environment; default: that of the suite. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/**
 * Runs docker, and resolves with what it wrote to its standard output. In a process group of its own, so that Ctrl-C in a terminal cannot cut
 * short what takes containers away. @throws DockerFailed
 */
export async function docker(
  args: readonly string[],
  { environment, signal }: DockerOptions = {},
): Promise<string> {
  const child = spawn('docker', args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...(environment === undefined ? {} : { env: environment }),
    ...(signal === undefined ? {} : { signal }),
  });
  const [output, complaint, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    codeOf(child),
  ]);
  if (code === 0) return output;
  const said = `${complaint}${output}`.trim().split('\n').slice(-lastLines).join('\n');
  throw new DockerFailed(`docker ${args.join(' ')} failed (${code}): ${said}`);
}

/** Settles when the program has ended, also where it was told to: what it leaves behind is whole then. */
function codeOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    let failure: Error | undefined;
    child.once('error', (error) => {
      failure = error;
      if (child.pid === undefined) reject(error);
    });
    child.once('close', (code) => {
      if (failure === undefined) resolve(code);
      else reject(failure);
    });
  });
}
