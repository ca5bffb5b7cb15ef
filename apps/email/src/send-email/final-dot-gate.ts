import { Readable } from 'node:stream';

/** The end of one attempt's mail: how far it got, and a gate in front of it. */
export class FinalDotGate {
  /** Whether the end of the mail may have left this process. */
  mayBeOut = false;
  /** Nobody waits for this attempt any more: its mail must not end. */
  isOver = false;

  constructor(private readonly beforeEnd: () => Promise<void>) {}

  /**
   * The same mail, with the gate before its end. It is read only as the mail server takes it, so the gate is reached when the server has
   * agreed to sender, recipient and data, and whoever reads finds an error there in the place of the end.
   */
  guard(mail: Readable): Readable {
    return Readable.from(this.untilEnd(mail), { objectMode: false });
  }

  private async *untilEnd(mail: Readable): AsyncGenerator<Uint8Array> {
    yield* mail as AsyncIterable<Uint8Array>;
    if (!this.isOver) await this.beforeEnd();
    if (this.isOver) throw new Error('the attempt was over before its mail had ended');
    this.mayBeOut = true;
  }
}
