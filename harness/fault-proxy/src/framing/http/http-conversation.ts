import { type ByteReader, type Framing, NotFramed } from '../byte-reader.ts';
import { type Unanswered } from '../../front-door/away.ts';
import { type Conversation } from '../framer.ts';
import { contentLength, header, type HttpHead, isChunked, readHead } from './http-head.ts';
import { httpLabel, isBackgroundPath, isBackgroundPriority } from './http-label.ts';

const headEnd = '\r\n\r\n';

/**
 * HTTP/1.0 and 1.1, with keep-alive, pipelining, chunked bodies and 100-continue; an upgraded connection is
 * forwarded unlabeled.
 */
export class HttpConversation implements Conversation {
  private readonly unanswered: Unanswered[] = [];
  /** The request whose head has arrived but not its body: interim responses belong to it. */
  private arriving: Unanswered | undefined;
  private isUpgraded = false;
  /** True while a response is incomplete. */
  private isAnswering = false;

  constructor(private readonly nextExchange: () => number) {}

  forgetLast(): void {
    this.unanswered.pop();
  }

  awaitingResponse(): Unanswered | undefined {
    return this.isAnswering || this.isUpgraded ? undefined : (this.unanswered[0] ?? this.arriving);
  }

  *requests(reader: ByteReader): Framing {
    for (;;) {
      yield* skipBlankLines(reader);
      if (this.isUpgraded) return;
      const head = yield* takeHead(reader);
      const [, method = '', target = ''] = /^([A-Z]+) (\S+) HTTP\/1\.[01]\r\n/.exec(head.text) ?? [];
      if (method === '') throw new NotFramed('not a request line');
      const isLast = isBackgroundPriority(header(head, 'priority'));
      const label = `${httpLabel(method, target)}${isLast ? ' (background)' : ''}`;
      const isBackground = isLast || isBackgroundPath(target);
      reader.label = label;
      reader.isBackground = isBackground;
      const traceparent = header(head, 'traceparent');
      reader.exchange = this.nextExchange();
      const exchange = { label, method, target, traceparent, isBackground, exchange: reader.exchange };
      this.arriving = exchange;
      // The client sends the body only after the server has seen the head.
      if (header(head, 'expect') === '100-continue') {
        reader.emit(`${label} (head)`, true);
        reader.exchange = exchange.exchange;
      }
      if (isChunked(head)) yield* passChunks(reader);
      else yield* reader.pass(contentLength(head) ?? 0);
      this.arriving = undefined;
      this.unanswered.push(exchange);
      reader.emit(label, isBackground);
      if (method === 'CONNECT') return;
    }
  }

  *responses(reader: ByteReader): Framing {
    for (;;) {
      yield* reader.ensure(1);
      this.isAnswering = true;
      const head = yield* takeHead(reader);
      const status = Number(/^HTTP\/1\.[01] (\d{3})[ \r]/.exec(head.text)?.[1]);
      if (Number.isNaN(status)) throw new NotFramed('not a status line');
      const isInterim = status >= 100 && status < 200 && status !== 101;
      // A response without a request, such as a 408 on an idle connection.
      const exchange =
        (isInterim ? (this.unanswered[0] ?? this.arriving) : this.unanswered.shift()) ?? this.stray();
      const label = `${status} ${exchange.label}`;
      reader.label = label;
      reader.answers = exchange.label;
      reader.isBackground = exchange.isBackground;
      reader.exchange = exchange.exchange;
      if (!hasNoBody(status, exchange.method)) yield* passBody(reader, head, exchange);
      reader.emit(label, isInterim || exchange.isBackground, exchange.label);
      this.isAnswering = false;
      this.isUpgraded ||= status === 101;
      if (this.isUpgraded || (exchange.method === 'CONNECT' && status < 300)) return;
    }
  }

  private stray(): Unanswered {
    return { ...nothing, exchange: this.nextExchange() };
  }
}

const nothing = { label: 'nothing', method: '', target: '/', traceparent: undefined, isBackground: true };

const hasNoBody = (status: number, method: string): boolean =>
  status < 200 || status === 204 || status === 304 || method === 'HEAD' || method === 'CONNECT';

function* passBody(reader: ByteReader, head: HttpHead, exchange: Unanswered): Framing {
  if (isChunked(head)) return yield* passChunks(reader);
  const length = contentLength(head);
  if (length !== undefined) return yield* reader.pass(length);
  if (header(head, 'content-type')?.startsWith('text/event-stream')) {
    // Never complete: its head is the message, and events are forwarded as they arrive.
    reader.emit(reader.label, exchange.isBackground, exchange.label);
    throw new NotFramed('an event stream');
  }
  yield* reader.passAll();
}

function* skipBlankLines(reader: ByteReader): Framing {
  for (;;) {
    yield* reader.ensure(1);
    if (reader.byte(0) !== 0x0d && reader.byte(0) !== 0x0a) return;
    reader.skip(1);
  }
}

function* takeHead(reader: ByteReader): Framing<HttpHead> {
  // Bytes of another protocol must not wait for a blank line that never arrives.
  if (reader.byte(0) < 0x41 || reader.byte(0) > 0x5a) throw new NotFramed('neither a method nor HTTP/');
  const end = yield* reader.until(headEnd);
  const text = reader.text(0, end);
  reader.skip(end);
  return readHead(text);
}

function* passChunks(reader: ByteReader): Framing {
  for (;;) {
    const end = yield* reader.until('\r\n');
    const size = Number.parseInt(reader.text(0, end), 16);
    if (!(size >= 0)) throw new NotFramed('not the size of a chunk');
    reader.skip(end);
    if (size === 0) break;
    yield* reader.pass(size + 2);
  }
  // Trailers, up to an empty line.
  for (let end = 0; end !== 2; reader.skip(end)) end = yield* reader.until('\r\n');
}
