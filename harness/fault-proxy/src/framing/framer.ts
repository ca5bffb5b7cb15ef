import { type Unanswered } from '../front-door/away.ts';
import { ByteReader, type Framed, type Framing, NotFramed } from './byte-reader.ts';

/** Both directions of one connection in one protocol: answers are labelled by what they answer. */
export interface Conversation {
  requests(reader: ByteReader): Framing;
  responses(reader: ByteReader): Framing;
  /** The last request was answered in place of the server: no answer of its own will come. */
  forgetLast(): void;
  /** HTTP: the oldest request without an answer, as long as no byte of its answer has come. */
  awaitingResponse?(): Unanswered | undefined;
}

/** Cuts one direction of a connection into messages. What it cannot understand goes on as it comes, as `unlabelled`. */
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

  /** The stream has ended: what is there of a message goes on as one. */
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
