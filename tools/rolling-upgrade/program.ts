import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Runs a program silently and resolves to what it printed. @throws Error with all it said when it fails. */
export async function output(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (child.exitCode === 0) return out.trim();
  const how = child.signalCode ?? `exit code ${child.exitCode}`;
  throw new Error(`${command} ${args.join(' ')} failed (${how}):\n${`${out}${err}`.trim()}`);
}
