import { type ByteReader, type Framing, NotFramed } from '../byte-reader.ts';
import { type Conversation } from '../framer.ts';
import { joined, type SqlLabel, sqlLabel } from './sql-label.ts';

/** The bytes of a statement that are read for its label. */
const sqlLimit = 8_192;

const sslRequest = 80_877_103;
const gssRequest = 80_877_104;
const cancelRequest = 80_877_102;

interface Statement extends SqlLabel {
  readonly sql: string;
}

interface Exchange extends SqlLabel {
  readonly exchange: number;
  /**
   * `one byte`: the response to a TLS request. `each`: responses without a ReadyForQuery, one message each.
   */
  readonly ends: 'ready' | 'one byte' | 'each';
}

const letter = (char: string): number => char.charCodeAt(0);
const [Q, P, B, E, S, H, X, p, c, f] = [...'QPBESHXpcf'].map(letter);
const [ready, authentication, copyIn, copyBoth] = [...'ZRGW'].map(letter);
const startUp: SqlLabel = { label: 'startup', isBackground: true };

/**
 * The Postgres protocol, version 3. A message is everything up to a Sync or a simple query, or the whole
 * response to it.
 */
export class PostgresConversation implements Conversation {
  private readonly unanswered: Exchange[] = [];
  /** Prepared statements, named and unnamed, and the statement of each portal. */
  private readonly statements = new Map<string, Statement>();
  private readonly portals = new Map<string, Statement>();
  private pipeline: Statement[] = [];
  private hasPrepared = false;
  /** A transaction is in the background if all its statements are. */
  private isOrderInTransaction = false;

  constructor(private readonly nextExchange: () => number) {}

  forgetLast(): void {
    this.unanswered.pop();
  }

  *requests(reader: ByteReader): Framing {
    while (!(yield* this.startUp(reader)));
    for (;;) {
      yield* reader.ensure(5);
      const type = reader.byte(0);
      const length = reader.uint32(1) + 1;
      if (length < 5) throw new NotFramed('not the length of a message');
      yield* this.learn(reader, type, length);
      yield* reader.pass(length);
      this.endOf(reader, type);
    }
  }

  *responses(reader: ByteReader): Framing {
    for (;;) {
      yield* reader.ensure(1);
      const exchange = this.unanswered[0];
      if (exchange?.ends === 'one byte') {
        this.unanswered.shift();
        const isSecured = reader.byte(0) === S;
        reader.skip(1);
        reader.exchange = exchange.exchange;
        reader.emit(exchange.label, true);
        if (isSecured) return;
        continue;
      }
      yield* this.answer(reader, exchange);
    }
  }

  /** Returns true for the actual start-up message; requests for encryption may precede it. */
  private *startUp(reader: ByteReader): Framing<boolean> {
    yield* reader.ensure(8);
    const [length, code] = [reader.uint32(0), reader.uint32(4)];
    if (length < 8 || length > 65_536) throw new NotFramed('not a start-up message');
    yield* reader.pass(length);
    const isTls = code === sslRequest || code === gssRequest;
    const label = isTls ? 'ssl request' : code === cancelRequest ? 'cancel' : startUp.label;
    const exchange = this.begin(reader);
    if (code !== cancelRequest)
      this.unanswered.push({
        label,
        isBackground: true,
        ends: isTls ? 'one byte' : 'ready',
        exchange,
      });
    reader.emit(label, code !== cancelRequest);
    return !isTls;
  }

  /** Peeks into an unread message for the label of its statement. */
  private *learn(reader: ByteReader, type: number, length: number): Framing {
    if (type !== Q && type !== P && type !== B && type !== E) return;
    const seen = Math.min(length, sqlLimit);
    yield* reader.ensure(seen);
    const words = reader.utf8(5, seen).split('\0', 2);
    const [first = '', second = ''] = words;
    if (type === Q) this.pipeline.push(statementOf(first));
    if (type === P) {
      this.statements.set(first, statementOf(second));
      this.hasPrepared = true;
    }
    if (type === B) this.portals.set(first, this.statements.get(second) ?? unknownStatement);
    if (type === E) this.pipeline.push(this.portals.get(first) ?? unknownStatement);
    reader.label = joined(this.pipeline).label;
  }

  private endOf(reader: ByteReader, type: number): void {
    if (type === Q || type === S || type === H) {
      reader.statements = this.pipeline.map(({ sql }) => sql).join('\n');
      const run = this.takePipeline();
      const exchange = this.begin(reader);
      this.unanswered.push({ ...run, ends: type === H ? 'each' : 'ready', exchange });
      reader.emit(run.label, run.isBackground);
    } else if (type === p) {
      // Part of the start-up, whose response continues.
      const exchange = this.begin(reader);
      this.unanswered.unshift({ label: 'authenticate', isBackground: true, ends: 'ready', exchange });
      this.unanswered.splice(1, 1);
      reader.emit('authenticate', true);
    } else if (type === c || type === f) {
      // Its COPY got a response, and the last one is still to come.
      reader.exchange = this.unanswered.at(-1)?.exchange;
      reader.emit('copy data');
    } else if (type === X) reader.emit('terminate', true);
  }

  private begin(reader: ByteReader): number {
    reader.exchange = this.nextExchange();
    return reader.exchange;
  }

  private takePipeline(): SqlLabel {
    const { pipeline, hasPrepared } = this;
    this.pipeline = [];
    this.hasPrepared = false;
    if (pipeline.length === 0) return { label: hasPrepared ? 'prepare' : 'sync', isBackground: false };
    const { label, isBackground } = joined(pipeline);
    const last = pipeline.at(-1)?.label ?? '';
    if (last === 'BEGIN') this.isOrderInTransaction = false;
    if (last !== 'COMMIT' && last !== 'ROLLBACK') {
      this.isOrderInTransaction ||= !isBackground;
      return { label, isBackground };
    }
    const isOrders =
      this.isOrderInTransaction || pipeline.some((each) => !isControl(each) && !each.isBackground);
    this.isOrderInTransaction = false;
    return { label, isBackground: !isOrders };
  }

  private *answer(reader: ByteReader, exchange: Exchange | undefined): Framing {
    yield* reader.ensure(5);
    const type = reader.byte(0);
    const length = reader.uint32(1) + 1;
    if (length < 5) throw new NotFramed('not the length of a message');
    const label = exchange?.label ?? 'notice';
    reader.label = label;
    reader.isBackground = exchange?.isBackground ?? true;
    reader.exchange = exchange?.exchange;
    let isEnd = type === ready || type === copyIn || type === copyBoth || exchange?.ends !== 'ready';
    if (type === authentication) {
      yield* reader.ensure(9);
      // Neither done nor the final SASL message: the server waits for the client.
      isEnd = reader.uint32(5) !== 0 && reader.uint32(5) !== 12;
    }
    yield* reader.pass(length);
    if (!isEnd) return;
    const { isBackground } = reader;
    if (type === ready) this.endExchange(exchange);
    reader.emit(label, isBackground);
  }

  /** A Sync's ReadyForQuery also ends the response to an earlier Flush. */
  private endExchange(exchange: Exchange | undefined): void {
    if (exchange === undefined) return;
    while (this.unanswered.shift()?.ends === 'each');
  }
}

const statementOf = (sql: string): Statement => ({ ...sqlLabel(sql), sql });

const unknownStatement: Statement = { label: 'unknown statement', isBackground: false, sql: '' };

const isControl = ({ label }: SqlLabel): boolean => ['BEGIN', 'COMMIT', 'ROLLBACK'].includes(label);
