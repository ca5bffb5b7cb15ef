import { conflict, notFound, Problem } from '../control/problem.ts';

const actions = ['kill', 'pause', 'resume', 'start', 'stop', 'restart'];

const noStack = (detail: string): Problem => new Problem(503, 'No stack', detail);

/** Kills and starts processes of the lab's stack, through its supervisor. */
export class Processes {
  constructor(private readonly stackControl: string | undefined) {}

  /** Resolves to the supervisor's one-line report once the action is done. */
  async act(name: string, action: string): Promise<string> {
    if (!actions.includes(action))
      throw notFound(`Unknown action "${action}". Actions: ${actions.join(', ')}.`);
    if (this.stackControl === undefined)
      throw noStack('The lab was started without stackControl, so it cannot act on processes.');
    const response = await fetch(`${this.stackControl}/${action}/${encodeURIComponent(name)}`, {
      method: 'POST',
    }).catch((cause: unknown) => {
      throw noStack(`The supervisor of the stack does not respond: ${String(cause)}.`);
    });
    const { message } = (await response.json()) as { message: string };
    if (response.status === 409) throw conflict(message);
    if (!response.ok) throw noStack(`The supervisor of the stack returned ${response.status}: ${message}.`);
    return message;
  }
}
