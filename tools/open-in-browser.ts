import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** 2 s: without a browser, an opener fails immediately. With one, it may run as long as the browser. */
const failsWithinMs = 2_000;

/** Opens an address in the user's browser. Resolves to a line for the user only if that fails. */
export async function openInBrowser(
  url: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  const [command, ...args] = openers[process.platform] ?? ['xdg-open'];
  const opener = spawn(command, [...args, url], { env: environment, stdio: 'ignore', detached: true });
  opener.unref();
  const exited = once(opener, 'exit').then(
    ([code, signal]) => (code === 0 ? undefined : `${command} ended with ${code ?? signal}`),
    ({ message }: Error) => message,
  );
  const problem = await Promise.race([exited, sleep(failsWithinMs, undefined, { ref: false })]);
  return problem === undefined ? undefined : `no browser opened (${problem}): open ${url} yourself`;
}
