import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** A docker command that failed, with the end of its output. */
export class DockerFailed extends Error {
  override readonly name = 'DockerFailed';
}

/** Output lines in the error message. */
const lastLines = 15;

export interface DockerOptions {
  /** Replaces the environment. Default: that of the suite. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/**
 * Runs docker and returns its standard output. It has its own process group, so that Ctrl-C cannot interrupt
 * the removal of containers. @throws DockerFailed
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

/** Settles only after the exit, even if the signal was aborted. */
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
