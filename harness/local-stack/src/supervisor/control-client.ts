import { type Action } from './process-actions.ts';
import { type RunningProcess } from './process-control.ts';
import { type ProcessStatus } from './process-status.ts';
import { type ControlAddress } from './stack-state.ts';

/** The supervisor refused, or is unreachable; the message says why. */
export class ControlError extends Error {}

/** Runs an action through the supervisor; resolves to its one-line report. */
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

/** Pids only, at almost no cost: `stackStatus` probes every process and reads its memory. */
export async function runningProcesses(control: ControlAddress): Promise<RunningProcess[]> {
  return (await call(control, 'GET', 'running')) as RunningProcess[];
}

async function call({ port, token }: ControlAddress, method: string, path: string): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
  }).catch((cause: unknown) => {
    throw new ControlError('The supervisor does not respond.', { cause });
  });
  const body = (await response.json()) as { message?: string };
  if (!response.ok) throw new ControlError(body.message ?? `The supervisor returned ${response.status}.`);
  return body;
}
