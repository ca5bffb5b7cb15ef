/** A step of a start, in ms since the command. */
export interface Step {
  readonly name: string;
  readonly begunMs: number;
  readonly readyMs: number;
}

const stepLine = /^ {2}(\S+) ready after (\d+(?:\.\d+)?) s$/;

/** The steps that the supervisor reports, from the lines of `npm start`. */
export class Timeline {
  /** When the supervisor began: npm, the install and build checks, and its own loading come before. */
  supervisorMs: number | undefined;
  /** When the last line said that everything is ready. */
  readyMs: number | undefined;
  readonly steps: Step[] = [];

  /** A line of the output, with the time when it arrived. */
  add(line: string, atMs: number): void {
    const [, name, seconds] = stepLine.exec(line) ?? [];
    if (name !== undefined) this.steps.push({ name, begunMs: atMs - Number(seconds) * 1_000, readyMs: atMs });
    else if (line.startsWith('starting Holdfast')) this.supervisorMs = atMs;
    else if (line.startsWith('ready  ')) this.readyMs = atMs;
  }
}
