import { conflict, notFound, Problem } from './problem.ts';

interface ControlAddress {
  readonly port: number;
  readonly token: string;
}

/** Kills and starts the processes of the stack that the lab stands in. */
export class Processes {
  constructor(private readonly stackControl: string | undefined) {}

  /** The stack's one-line account of what it did. */
  async act(name: string, given: string): Promise<string> {
    // Loaded when first needed: it brings the clients of all servers along, and the lab is to be up at once.
    const { actions, ControlError, controlProcess } = await import('@holdfast/local-stack');
    const action = actions.find((each) => each === given);
    if (action === undefined)
      throw notFound(`There is no action "${given}". Actions: ${actions.join(', ')}.`);
    try {
      return await controlProcess(await this.address(), action, name);
    } catch (error) {
      if (error instanceof ControlError) throw conflict(error.message);
      throw error;
    }
  }

  /** `http://:TOKEN@127.0.0.1:PORT`, or the DATA_DIR of a running stack. */
  private async address(): Promise<ControlAddress> {
    const { stackControl } = this;
    if (stackControl === undefined)
      throw new Problem(
        503,
        'No stack',
        'The lab was started without stackControl: it can act on no processes.',
      );
    if (/^https?:\/\//.test(stackControl)) {
      const url = new URL(stackControl);
      return { port: Number(url.port), token: decodeURIComponent(url.password) };
    }
    const { readRunningState } = await import('@holdfast/local-stack');
    const control = readRunningState(stackControl)?.control ?? undefined;
    if (control === undefined)
      throw new Problem(
        503,
        'No stack',
        `The stack of ${stackControl} does not run, or is not ready: try again.`,
      );
    return control;
  }
}
