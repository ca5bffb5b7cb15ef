import { type Socket } from 'node:net';
import { Pacing } from '../faults/pacing.ts';
import { type Framed } from '../framing/byte-reader.ts';
import { type Conversation, Framer } from '../framing/framer.ts';
import { type ActiveFault, type Direction } from '../lab-api.ts';
import { Outgoing } from './outgoing.ts';

/** One direction of a connection: what comes in at the source is cut into messages, and goes out at the sink. */
export class MessageStream {
  readonly outgoing: Outgoing;
  readonly pacing = new Pacing();
  /** A message too big to be held is on its way and nobody is to get the rest of it. */
  dropsRest = false;
  /** The faults that a message on its way has met. */
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

  /** The source says that no more will come. */
  end(): void {
    this.framer.end();
  }
}
