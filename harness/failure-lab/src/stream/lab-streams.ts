import { type LabStream } from '@holdfast/lab-api';

export type StreamName = keyof LabStream;

/** The values of one event name of `GET /stream`. */
export interface StreamSource<Name extends StreamName = StreamName> {
  readonly name: Name;
  /** A value that does not come leaves the last one in place; its error is reported on stderr. */
  readonly current: () => LabStream[Name] | Promise<LabStream[Name]>;
  /**
   * Calls back after each change, until the returned function is called: from the first page that listens to
   * the last, and so the place to start and stop polling. Pages get at most two values per second.
   */
  readonly onChange: (changed: () => void) => () => void;
}

/** The sources of `GET /stream`, which each folder adds its own to. */
export class LabStreams {
  private readonly added = new Map<StreamName, StreamSource>();

  /** Throws if the name has a source. */
  add<Name extends StreamName>(source: StreamSource<Name>): void {
    if (this.added.has(source.name)) throw new Error(`The stream ${source.name} has two sources.`);
    this.added.set(source.name, source);
  }

  get sources(): readonly StreamSource[] {
    return [...this.added.values()];
  }
}
