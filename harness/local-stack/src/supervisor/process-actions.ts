import { type ManagedProcess, stopTimeoutMs } from '../process/managed-process.ts';
import { isPortBusy } from '../process/free-port.ts';
import { howToStart } from './supervisor.ts';

export const actions = ['start', 'stop', 'kill', 'pause', 'resume', 'restart'] as const;
export type Action = (typeof actions)[number];

/** The action was not done; the message says why. */
export class ActionRefused extends Error {}

/**
 * Does the action and reports it. Repeating one is not an error. After an abort of the signal it starts
 * nothing. Throws `ActionRefused`.
 */
export async function act(action: Action, target: ManagedProcess, signal?: AbortSignal): Promise<string> {
  return await { start, stop, kill, pause, resume, restart }[action](target, signal);
}

const isDown = ({ state }: ManagedProcess): boolean => state === 'down';

async function start(target: ManagedProcess, signal?: AbortSignal): Promise<string> {
  const { name, ports } = target.spec;
  const howToResume = `resume it with: npm run service -- resume ${name}`;
  if (target.state === 'paused')
    throw new ActionRefused(`${name} is paused (pid ${target.identity?.pid}); ${howToResume}`);
  if (!isDown(target)) return `${name} is already running (pid ${target.identity?.pid})`;
  for (const { port, purpose } of ports) {
    if (await isPortBusy(port))
      throw new ActionRefused(`port ${port}, for ${purpose}, is in use by another program`);
  }
  try {
    await target.start(signal);
  } catch (error) {
    throw new ActionRefused(error instanceof Error ? error.message : String(error), { cause: error });
  }
  return `${name} is up (pid ${target.identity?.pid})`;
}

async function stop(target: ManagedProcess): Promise<string> {
  const { name, stopSignal } = target.spec;
  if (isDown(target)) return `${name} is already down`;
  const wasInTime = await target.stop();
  const how = wasInTime
    ? 'stopped'
    : `did not stop within ${stopTimeoutMs / 1_000} s of ${stopSignal} and was killed`;
  return `${name} ${how}; ${howToStart(name)}`;
}

async function kill(target: ManagedProcess): Promise<string> {
  const { name } = target.spec;
  if (isDown(target)) return `${name} is already down`;
  await target.kill();
  return `${name} killed (SIGKILL). It stays down; ${howToStart(name)}`;
}

async function restart(target: ManagedProcess, signal?: AbortSignal): Promise<string> {
  if (!isDown(target)) await target.stop();
  return start(target, signal);
}

function pause(target: ManagedProcess): string {
  const { name } = target.spec;
  if (isDown(target)) throw new ActionRefused(`${name} is down; ${howToStart(name)}`);
  if (target.state === 'paused') return `${name} is already paused`;
  target.pause();
  return `${name} paused (SIGSTOP): it accepts connections but does not respond; resume it with: npm run service -- resume ${name}`;
}

function resume(target: ManagedProcess): string {
  const { name } = target.spec;
  if (isDown(target)) throw new ActionRefused(`${name} is down; ${howToStart(name)}`);
  if (target.state !== 'paused') return `${name} is not paused`;
  target.resume();
  return `${name} resumed (SIGCONT)`;
}
