import { conflict, notFound, Problem } from './problem.ts';

const actions = ['kill', 'pause', 'resume', 'start', 'stop', 'restart'];

const noStack = (detail: string): Problem => new Problem(503, 'No stack', detail);

/** Kills and starts the processes of the stack that the lab stands in: by asking its supervisor. */
export class Processes {
  constructor(private readonly stackControl: string | undefined) {}

  /** Resolves, once it is done, to the supervisor's one-line account of it. */
  async act(name: string, action: string): Promise<string> {
    if (!actions.includes(action))
      throw notFound(`There is no action "${action}". Actions: ${actions.join(', ')}.`);
    if (this.stackControl === undefined)
      throw noStack('The lab was started without stackControl: it can act on no processes.');
    const response = await fetch(`${this.stackControl}/${action}/${encodeURIComponent(name)}`, {
      method: 'POST',
    }).catch((cause: unknown) => {
      throw noStack(`The supervisor of the stack does not answer: ${String(cause)}.`);
    });
    const { message } = (await response.json()) as { message: string };
    if (response.status === 409) throw conflict(message);
    if (!response.ok) throw noStack(`The supervisor of the stack answers ${response.status}: ${message}.`);
    return message;
  }
}
