import { type Socket } from 'node:net';
import { Pacing } from '../faults/pacing.ts';
import { type Framed } from '../framing/byte-reader.ts';
import { type Conversation, Framer } from '../framing/framer.ts';
import { type ActiveFault, type Direction } from '@holdfast/lab-api';
import { Outgoing } from './outgoing.ts';

/** One direction of a connection: splits the bytes of the source into messages and sends them to the sink. */
export class MessageStream {
  readonly outgoing: Outgoing;
  readonly pacing = new Pacing();
  /** True while the rest of a message that is too big to hold is dropped. */
  dropsRest = false;
  /** The faults that apply to the current message. */
  slowedBy: readonly ActiveFault[] = [];
  private readonly framer: Framer;

  constructor(
    readonly direction: Direction,
    readonly source: Socket,
    readonly sink: Socket,
    conversation: Conversation,
    arrived: (stream: MessageStream, framed: Framed) => void,
  ) {
    this.outgoing = new Outgoing(sink, source);
    this.framer = new Framer(
      (reader) => (direction === 'request' ? conversation.requests(reader) : conversation.responses(reader)),
      (framed) => arrived(this, framed),
    );
  }

  receive(chunk: Buffer): void {
    this.framer.push(chunk);
  }

  /** Handles the end of the source. */
  end(): void {
    this.framer.end();
  }
}
