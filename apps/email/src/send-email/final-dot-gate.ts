import { Readable } from 'node:stream';

/** Guards the final dot of one attempt, and records whether it may have been sent. */
export class FinalDotGate {
  /** True once the final dot may have left this process. */
  mayBeOut = false;
  /** True once the attempt was given up: the final dot must not be sent anymore. */
  isOver = false;

  constructor(private readonly beforeFinalDot: () => Promise<void>) {}

  /**
   * Returns the email as a stream with the gate before its end. Nodemailer reads it only after the server
   * accepted sender, recipient and DATA, so the gate runs then; if it refuses, the stream fails instead of
   * ending.
   */
  guard(source: Buffer): Readable {
    const unread = [source];
    const stream = new Readable({
      read: () => {
        const next = unread.pop();
        if (next !== undefined) stream.push(next);
        else
          this.pass().then(
            () => stream.push(null),
            (error: Error) => stream.destroy(error),
          );
      },
    });
    return stream;
  }

  private async pass(): Promise<void> {
    if (!this.isOver) await this.beforeFinalDot();
    if (this.isOver) throw new Error('the attempt ended before its final dot');
    this.mayBeOut = true;
  }
}
