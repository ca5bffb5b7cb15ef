import { type Socket } from 'node:net';
import { type Framed } from '../framing/byte-reader.ts';
import { startConversation } from '../framing/conversation.ts';
import { type ActiveFault, type EdgeConfig, type Message, type Upstream } from '@holdfast/lab-api';
import { type Board } from './board.ts';
import { now } from './clock.ts';
import { MessageStream } from './message-stream.ts';
import { reset } from './reset.ts';
import { answerForLostServer, applyFaults, sendClose } from './apply-faults.ts';
import { routeOf } from './route.ts';
import { strikeMessage } from './strike-message.ts';

/** A reset waits this long after the last bytes: sent immediately, it could overtake them. */
const resetAfterMs = 25;

export type Side = 'caller' | 'server' | 'lab';

/** The connection of a caller and the connection to the server behind it. */
export class Connection {
  readonly requests: MessageStream;
  readonly responses: MessageStream;
  readonly conversation;
  /**
   * `silent`: sends nothing to either side until the caller gives up. `ending`: both sides are being closed.
   */
  private state: 'open' | 'silent' | 'ending' = 'open';
  private readonly route: string;
  private open = 2;
  private isServerGone = false;
  private left: { readonly endedBy: Side; readonly leftAt: number } | undefined;
  /** Closed directions that a fault hides from the other side. */
  private readonly untold: { readonly stream: MessageStream; readonly end: () => void }[] = [];

  constructor(
    readonly board: Board,
    readonly edge: EdgeConfig,
    readonly number: number,
    readonly client: Socket,
    readonly upstream: Socket,
    readonly server: Upstream,
    private readonly events: {
      readonly message: (message: Message) => void;
      readonly closed: (by: { readonly endedBy: Side; readonly leftAt: number }) => void;
    },
  ) {
    this.route = routeOf(edge.edge);
    this.conversation = startConversation(edge.protocol, () => board.nextExchange());
    const arrived = (stream: MessageStream, framed: Framed): void => this.arrived(stream, framed);
    this.requests = new MessageStream('request', client, upstream, this.conversation, arrived);
    this.responses = new MessageStream('response', upstream, client, this.conversation, arrived);
    this.watch(this.requests);
    this.watch(this.responses);
  }

  other(stream: MessageStream): MessageStream {
    return stream === this.requests ? this.responses : this.requests;
  }

  /** Logs a message with a unique number. */
  note(stream: MessageStream, framed: Framed, sender?: string): Message {
    const { edge, server } = this;
    const [from, to] = stream.direction === 'request' ? [edge.from, server.name] : [server.name, edge.from];
    const noted: Message = {
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
      exchange: framed.exchange ?? this.board.nextExchange(),
      isBackground: framed.isBackground,
    };
    const message = this.board.observer?.observe(noted, framed) ?? noted;
    this.events.message(message);
    this.board.log.add({ type: 'message', message });
    return message;
  }

  reset(): void {
    this.leaves('lab');
    this.requests.outgoing.die();
    this.responses.outgoing.die();
    reset(this.client);
    reset(this.upstream);
  }

  /** Closes both sides gracefully, after everything written before. */
  close(): void {
    this.stopPassing('ending');
    this.client.end();
    this.upstream.end();
  }

  /** Resets both sides after everything written has reached them. */
  resetLater(): void {
    this.stopPassing('ending');
    setTimeout(() => this.reset(), resetAfterMs);
  }

  silence(): void {
    this.stopPassing('silent');
  }

  get isSilent(): boolean {
    return this.state === 'silent';
  }

  /** After a delivered message: resets the sender, and gives the receiver time to process it. */
  leaveAfter(stream: MessageStream): void {
    if (stream === this.responses) return this.resetLater();
    this.stopPassing('ending');
    reset(this.client);
    this.upstream.end();
  }

  /**
   * Closes the server side, which cannot continue this conversation; the lab answers the client until it
   * leaves.
   */
  takeOver(): void {
    this.leaves('lab');
    this.isServerGone = true;
    reset(this.upstream);
  }

  /** After a fault was cleared: passes on the closes it hid, unless another fault still hides them. */
  faultsCleared(): void {
    for (const each of this.untold.splice(0))
      if (this.keepersOf(each.stream).length === 0) each.end();
      else this.untold.push(each);
  }

  private stopPassing(state: 'silent' | 'ending'): void {
    this.state = state;
    if (state === 'ending') this.leaves('lab');
    this.requests.outgoing.die();
    this.responses.outgoing.die();
  }

  /** The first side to leave ends the connection. */
  private leaves(endedBy: Side): { readonly endedBy: Side; readonly leftAt: number } {
    return (this.left ??= { endedBy, leftAt: now() });
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
      const strike = strikes.hit(message, framed.answers, (wanted) => holds(framed, wanted));
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
    // `close` follows and reports the error.
    source.on('error', () => undefined);
    source.on('close', (hadError) => {
      const left = this.leaves(stream === this.requests ? 'caller' : 'server');
      this.other(stream).outgoing.die();
      if (hadError) this.lost(stream);
      this.open -= 1;
      if (this.open === 0) this.events.closed(left);
    });
  }

  /** The source has sent its last byte. */
  private ended(stream: MessageStream): void {
    this.leaves(stream === this.requests ? 'caller' : 'server');
    if (this.state === 'silent' && stream === this.requests) return this.reset();
    if (this.state !== 'open') return;
    const isAnswered = stream === this.responses && answerForLostServer(this);
    if (!isAnswered) stream.end();
    this.passOn(stream, () => stream.outgoing.write([], 0, () => stream.sink.end()));
  }

  /** The source broke off. Its earlier bytes still arrive, then the close. */
  private lost(stream: MessageStream): void {
    const isAnswered = stream === this.responses && this.state === 'open' && answerForLostServer(this);
    this.passOn(stream, () => {
      if (isAnswered) stream.outgoing.write([], 0, () => stream.sink.end());
      else if (this.state !== 'open' || stream.outgoing.isEmpty) reset(stream.sink);
      else stream.outgoing.write([], 0, () => stream.sink.end());
    });
  }

  private passOn(stream: MessageStream, end: () => void): void {
    const keepers = this.keepersOf(stream);
    if (keepers.length === 0) return end();
    for (const { faultId } of keepers) this.board.faults.strikeConnections(faultId);
    this.untold.push({ stream, end });
    stream.source.destroy();
  }

  /** The faults that hide this direction's close from the other side. */
  private keepersOf({ direction }: MessageStream): ActiveFault[] {
    return this.board.faults
      .on(this.edge.edge)
      .filter((fault) => fault.kind === 'half_open' && (fault.direction ?? 'request') === direction);
  }
}

function holds({ chunks, statements }: Framed, wanted: string): boolean {
  const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
  return bytes.includes(wanted) || statements.includes(wanted);
}
