import { type Action } from './process-actions.ts';
import { type RunningProcess } from './process-control.ts';
import { type ProcessStatus } from './process-status.ts';
import { type ControlAddress } from './stack-state.ts';

/** The supervisor said no, or cannot be reached; the message says why. */
export class ControlError extends Error {}

/** Has the running supervisor do an action; resolves to its one-line account of it. */
export async function controlProcess(control: ControlAddress, action: Action, name: string): Promise<string> {
  const { message } = (await call(control, 'POST', `${action}/${encodeURIComponent(name)}`)) as {
    message: string;
  };
  return message;
}

/** Pid, port, readiness and memory of every process of a running stack. */
export async function stackStatus(control: ControlAddress): Promise<ProcessStatus[]> {
  return (await call(control, 'GET', 'status')) as ProcessStatus[];
}

/** Pids alone, at next to no cost: `stackStatus` asks every process, and reads its memory. */
export async function runningProcesses(control: ControlAddress): Promise<RunningProcess[]> {
  return (await call(control, 'GET', 'running')) as RunningProcess[];
}

async function call({ port, token }: ControlAddress, method: string, path: string): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
  }).catch((cause: unknown) => {
    throw new ControlError('The supervisor does not answer.', { cause });
  });
  const body = (await response.json()) as { message?: string };
  if (!response.ok) throw new ControlError(body.message ?? `The supervisor answers ${response.status}.`);
  return body;
}
