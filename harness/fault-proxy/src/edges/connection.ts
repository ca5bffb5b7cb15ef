import { type Socket } from 'node:net';
import { type Framed } from '../framing/byte-reader.ts';
import { startConversation } from '../framing/conversation.ts';
import { type ActiveFault, type EdgeConfig, type Message, type Upstream } from '../lab-api.ts';
import { type Board } from './board.ts';
import { now } from './clock.ts';
import { MessageStream } from './message-stream.ts';
import { reset } from './reset.ts';
import { answerForLostServer, applyFaults, sendClose } from './apply-faults.ts';
import { routeOf } from './route.ts';
import { strikeMessage } from './strike-message.ts';

/** So long after bytes that are still to be read a reset follows them: at once, it could overtake them at their reader. */
const resetAfterMs = 25;

/** One caller's connection and the one to the server behind it. */
export class Connection {
  readonly requests: MessageStream;
  readonly responses: MessageStream;
  readonly conversation;
  /** `silent`: says nothing any more, to neither side, until the caller gives up. `ending`: both sides were told to go. */
  private state: 'open' | 'silent' | 'ending' = 'open';
  private readonly route: string;
  private open = 2;
  private isServerGone = false;
  /** Ends that one side has not been told of, while a fault keeps them back. */
  private readonly untold: { readonly stream: MessageStream; readonly end: () => void }[] = [];

  constructor(
    readonly board: Board,
    readonly edge: EdgeConfig,
    readonly number: number,
    readonly client: Socket,
    readonly upstream: Socket,
    readonly server: Upstream,
    private readonly events: { readonly message: () => void; readonly closed: () => void },
  ) {
    this.route = routeOf(edge.edge);
    this.conversation = startConversation(edge.protocol);
    const arrived = (stream: MessageStream, framed: Framed): void => this.arrived(stream, framed);
    this.requests = new MessageStream('request', client, upstream, this.conversation, arrived);
    this.responses = new MessageStream('response', upstream, client, this.conversation, arrived);
    this.watch(this.requests);
    this.watch(this.responses);
  }

  other(stream: MessageStream): MessageStream {
    return stream === this.requests ? this.responses : this.requests;
  }

  /** Puts a message on record, with a number of its own. */
  note(stream: MessageStream, framed: Framed, sender?: string): Message {
    const { edge, server } = this;
    const [from, to] = stream.direction === 'request' ? [edge.from, server.name] : [server.name, edge.from];
    const message: Message = {
      number: this.board.nextMessage(),
      at: now(),
      edge: edge.edge,
      route: this.route,
      protocol: edge.protocol,
      direction: stream.direction,
      label: framed.label,
      sender: sender ?? from,
      receiver: to,
      connection: this.number,
      bytes: framed.bytes,
      isBackground: framed.isBackground,
    };
    this.events.message();
    this.board.log.add({ type: 'message', message });
    return message;
  }

  reset(): void {
    this.requests.outgoing.die();
    this.responses.outgoing.die();
    reset(this.client);
    reset(this.upstream);
  }

  /** Ends both sides politely, once what was written before has gone. */
  close(): void {
    this.stopPassing('ending');
    this.client.end();
    this.upstream.end();
  }

  /** Resets both sides when what was written has reached them. */
  resetLater(): void {
    this.stopPassing('ending');
    setTimeout(() => this.reset(), resetAfterMs);
  }

  silence(): void {
    this.stopPassing('silent');
  }

  /** After a message has gone to its receiver: the other side is reset, and the receiver has its time to deal with it. */
  leaveAfter(stream: MessageStream): void {
    if (stream === this.responses) return this.resetLater();
    this.stopPassing('ending');
    reset(this.client);
    this.upstream.end();
  }

  /** The server cannot go on with this conversation: it is ended, and the lab speaks in its place until the client goes. */
  takeOver(): void {
    this.isServerGone = true;
    reset(this.upstream);
  }

  /** A fault was cleared: what it kept back is told, unless another one still does. */
  faultsCleared(): void {
    for (const each of this.untold.splice(0))
      if (this.keepersOf(each.stream).length === 0) each.end();
      else this.untold.push(each);
  }

  private stopPassing(state: 'silent' | 'ending'): void {
    this.state = state;
    this.requests.outgoing.die();
    this.responses.outgoing.die();
  }

  private arrived(stream: MessageStream, framed: Framed): void {
    if (this.state !== 'open') return;
    if (framed.part === 'more' || framed.part === 'last') {
      if (!stream.dropsRest) stream.pacing.write(stream.outgoing, framed.chunks, stream.slowedBy);
      return;
    }
    stream.dropsRest = false;
    stream.slowedBy = [];
    const message = this.note(stream, framed);
    const { strikes, faults } = this.board;
    if (this.isServerGone && stream === this.requests) return sendClose(this, framed);
    if (!strikes.isIdle) {
      const strike = strikes.hit(message, framed.answers, (wanted) => holds(framed.chunks, wanted));
      if (strike !== undefined) return strikeMessage(this, stream, framed, strike);
    }
    if (faults.isIdle) stream.outgoing.write(framed.chunks);
    else applyFaults(this, stream, framed, message);
  }

  private watch(stream: MessageStream): void {
    const { source } = stream;
    source.on('data', (chunk: Buffer) => {
      if (this.state === 'open') stream.receive(chunk);
    });
    source.on('end', () => this.ended(stream));
    // `close` follows and says whether there was one.
    source.on('error', () => undefined);
    source.on('close', (hadError) => {
      this.other(stream).outgoing.die();
      if (hadError) this.lost(stream);
      this.open -= 1;
      if (this.open === 0) this.events.closed();
    });
  }

  /** The source sent its last byte. */
  private ended(stream: MessageStream): void {
    if (this.state === 'silent' && stream === this.requests) return this.reset();
    if (this.state !== 'open') return;
    const isAnswered = stream === this.responses && answerForLostServer(this);
    if (!isAnswered) stream.end();
    this.tell(stream, () => stream.outgoing.write([], 0, () => stream.sink.end()));
  }

  /** The source is gone without a word. What it had sent still arrives, and then its end. */
  private lost(stream: MessageStream): void {
    const isAnswered = stream === this.responses && this.state === 'open' && answerForLostServer(this);
    this.tell(stream, () => {
      if (isAnswered) stream.outgoing.write([], 0, () => stream.sink.end());
      else if (this.state !== 'open' || stream.outgoing.isEmpty) reset(stream.sink);
      else stream.outgoing.write([], 0, () => stream.sink.end());
    });
  }

  private tell(stream: MessageStream, end: () => void): void {
    const keepers = this.keepersOf(stream);
    if (keepers.length === 0) return end();
    for (const { faultId } of keepers) this.board.faults.strike(faultId);
    this.untold.push({ stream, end });
    stream.source.destroy();
  }

  /** The faults that keep this direction's end from the other side. */
  private keepersOf({ direction }: MessageStream): ActiveFault[] {
    return this.board.faults
      .on(this.edge.edge)
      .filter((fault) => fault.kind === 'half_open' && (fault.direction ?? 'request') === direction);
  }
}

function holds(chunks: readonly Buffer[], wanted: string): boolean {
  return (chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).includes(wanted);
}
