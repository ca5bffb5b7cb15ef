import { type LabProcess } from '@holdfast/lab-api';
import { conflict, notFound, Problem } from '../control/problem.ts';

/** Each with the command of Docker that does the same to a container. */
const actions: Readonly<Record<string, string>> = {
  kill: 'kill',
  pause: 'pause',
  resume: 'unpause',
  start: 'start',
  stop: 'stop',
  restart: 'restart',
};
/** 10 s: the supervisor probes every process, each for a second at most, and the machine may be busy. */
const statusTimeoutMs = 10_000;

const noStack = (detail: string): Problem => new Problem(503, 'No stack', detail);

/** A process as the supervisor reports it. */
export type SupervisedProcess = Omit<LabProcess, 'degraded'>;

/** Kills and starts processes of the lab's stack, through its supervisor. */
export class Processes {
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly stackControl: string | undefined,
    private readonly areContainers = false,
  ) {}

  /** False in containers: nothing here may start and stop those. */
  get isSupervised(): boolean {
    return this.stackControl !== undefined;
  }

  /** Resolves to the supervisor's one-line report once the action is done. */
  async act(name: string, action: string): Promise<string> {
    const command = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (command === undefined)
      throw notFound(`Unknown action "${action}". Actions: ${Object.keys(actions).join(', ')}.`);
    if (this.areContainers)
      throw noStack(`The lab cannot act on containers. Type: docker compose ${command} ${name}`);
    const { status, body } = await this.call('POST', `${action}/${encodeURIComponent(name)}`);
    for (const listener of this.listeners) listener();
    const { message } = body as { message: string };
    if (status === 409) throw conflict(message);
    if (status >= 400) throw noStack(`The supervisor of the stack returned ${status}: ${message}.`);
    return message;
  }

  /** Throws `Problem`. */
  async status(): Promise<readonly SupervisedProcess[]> {
    const { status, body } = await this.call('GET', 'status', AbortSignal.timeout(statusTimeoutMs));
    if (status >= 400) throw noStack(`The supervisor of the stack returned ${status}.`);
    return body as readonly SupervisedProcess[];
  }

  /** Calls back after each action. Returns a function that unsubscribes. */
  onAct(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private async call(
    method: string,
    path: string,
    signal?: AbortSignal,
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    if (this.stackControl === undefined)
      throw noStack('The lab was started without stackControl, so it cannot act on processes.');
    const response = await fetch(`${this.stackControl}/${path}`, {
      method,
      ...(signal === undefined ? {} : { signal }),
    }).catch((cause: unknown) => {
      throw noStack(`The supervisor of the stack does not respond: ${String(cause)}.`);
    });
    return { status: response.status, body: await response.json() };
  }
}
