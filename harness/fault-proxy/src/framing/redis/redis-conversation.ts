import { type ByteReader, type Framing, NotFramed } from '../byte-reader.ts';
import { type Conversation } from '../framer.ts';
import { commandLabel, type CommandLabel, isSubscription } from './command-label.ts';

const star = 0x2a;
const dollar = 0x24;

/** The words of a command, and the bytes of each, that are read for its label. */
const wordsRead = 4;
const wordLimit = 65_536;

/** RESP 2 and 3: a message is one command or one reply. */
export class RedisConversation implements Conversation {
  private readonly unanswered: Command[] = [];
  private isOrderInTransaction = false;

  constructor(private readonly nextExchange: () => number) {}

  forgetLast(): void {
    this.unanswered.pop();
  }

  *requests(reader: ByteReader): Framing {
    for (;;) {
      yield* reader.ensure(1);
      const words = reader.byte(0) === star ? yield* takeCommand(reader) : yield* takeInline(reader);
      const exchange = this.nextExchange();
      const command = { ...this.inTransaction(commandLabel(words)), exchange };
      reader.exchange = exchange;
      for (let reply = 0; reply < repliesTo(words); reply += 1) this.unanswered.push(command);
      reader.emit(command.label, command.isBackground);
    }
  }

  /** A transaction, and its EXEC, is in the background if all its commands are. */
  private inTransaction(command: CommandLabel): CommandLabel {
    if (command.label === 'MULTI') this.isOrderInTransaction = false;
    else if (command.label === 'EXEC' || command.label === 'DISCARD')
      return { ...command, isBackground: !this.isOrderInTransaction };
    else this.isOrderInTransaction ||= !command.isBackground;
    return command;
  }

  *responses(reader: ByteReader): Framing {
    for (;;) {
      yield* reader.ensure(1);
      // RESP 3 pushes and messages to subscribers are not replies.
      const command = (reader.byte(0) === 0x3e ? undefined : this.unanswered[0]) ?? push;
      reader.label = command.label;
      reader.isBackground = command.isBackground;
      reader.exchange = command.exchange;
      yield* passReply(reader);
      if (command !== push) this.unanswered.shift();
      reader.emit(command.label, command.isBackground);
    }
  }
}

interface Command extends CommandLabel {
  readonly exchange: number | undefined;
}

const push: Command = { label: 'push', isBackground: true, exchange: undefined };

/** A subscription gets one confirmation per channel. */
const repliesTo = (words: readonly string[]): number =>
  isSubscription(words[0] ?? '') ? Math.max(1, words.length - 1) : 1;

function* takeCommand(reader: ByteReader): Framing<string[]> {
  const count = yield* takeNumber(reader);
  const words: string[] = [];
  for (let index = 0; index < count; index += 1) {
    yield* reader.ensure(1);
    if (reader.byte(0) !== dollar) throw new NotFramed('not a word of a command');
    const length = yield* takeNumber(reader);
    if (index < wordsRead && length <= wordLimit) {
      yield* reader.ensure(length + 2);
      words.push(reader.text(0, length));
    } else words.push('');
    yield* reader.pass(length + 2);
  }
  return words;
}

function* takeInline(reader: ByteReader): Framing<string[]> {
  const end = yield* reader.until('\n');
  const words = reader.text(0, end).trim().split(/\s+/);
  reader.skip(end);
  return words;
}

/** The number after the type, as in `*3` or `$-1`, and the line end. */
function* takeNumber(reader: ByteReader): Framing<number> {
  const end = yield* reader.until('\r\n');
  const number = Number(reader.text(1, end - 2));
  if (!Number.isInteger(number)) throw new NotFramed('not a length');
  reader.skip(end);
  return number;
}

const elements = new Map([
  [star, 1],
  [0x7e, 1],
  [0x3e, 1],
  [0x25, 2],
  [0x7c, 2],
]);
const bulks = new Set([dollar, 0x21, 0x3d]);
const lines = new Set([...'+-:_,#('].map((char) => char.charCodeAt(0)));

/** One complete reply: lines, bulks, arrays, and the sets, maps, pushes and attributes of RESP 3. */
function* passReply(reader: ByteReader): Framing {
  for (let left = 1; left > 0; left -= 1) {
    yield* reader.ensure(1);
    const type = reader.byte(0);
    const each = elements.get(type);
    if (each !== undefined) {
      left += Math.max(0, yield* takeNumber(reader)) * each;
      // Attributes precede the actual reply.
      if (type === 0x7c) left += 1;
    } else if (bulks.has(type)) {
      const length = yield* takeNumber(reader);
      if (length >= 0) yield* reader.pass(length + 2);
    } else if (lines.has(type)) reader.skip(yield* reader.until('\r\n'));
    else throw new NotFramed('not a type of reply');
  }
}
