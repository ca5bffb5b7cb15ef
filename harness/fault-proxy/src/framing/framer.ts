import { type Unanswered } from '../front-door/away.ts';
import { ByteReader, type Framed, type Framing, NotFramed } from './byte-reader.ts';

/** Both directions of one connection in one protocol. Responses are labeled with their requests. */
export interface Conversation {
  requests(reader: ByteReader): Framing;
  responses(reader: ByteReader): Framing;
  /** Forgets the last request, which got a stub response: the server will not respond to it. */
  forgetLast(): void;
  /** HTTP: the oldest unanswered request, if no byte of its response has arrived. */
  awaitingResponse?(): Unanswered | undefined;
}

/**
 * Splits one direction of a connection into messages. Forwards what it cannot parse as it arrives, as
 * `unlabeled`.
 */
export class Framer {
  private readonly reader: ByteReader;
  private readonly steps: Framing;
  private isFramed = true;

  constructor(grammar: (reader: ByteReader) => Framing, emitted: (framed: Framed) => void) {
    this.reader = new ByteReader(emitted);
    this.steps = grammar(this.reader);
    this.advance();
  }

  push(chunk: Buffer): void {
    this.reader.feed(chunk);
    if (this.isFramed) this.advance();
    if (this.isFramed) this.reader.release();
    else this.reader.emitAll();
  }

  /** Handles the end of the stream: emits an incomplete message as one. */
  end(): void {
    this.reader.emitAll();
  }

  private advance(): void {
    try {
      if (this.steps.next().done) this.isFramed = false;
    } catch (error) {
      if (!(error instanceof NotFramed)) throw error;
      this.isFramed = false;
      this.reader.forgetLabel();
    }
  }
}
