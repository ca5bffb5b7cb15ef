import { type ByteReader, type Framing, NotFramed } from '../byte-reader.ts';
import { type Conversation } from '../framer.ts';

/** Verbs that open and close a conversation, independent of the email. */
const background = new Set([
  'greeting',
  'EHLO',
  'HELO',
  'NOOP',
  'RSET',
  'QUIT',
  'STARTTLS',
  'AUTH',
  'sign-in',
]);

/**
 * SMTP: a message is a verb's line, the whole content of an email (`DATA content`), or a reply with all its
 * lines.
 */
export class SmtpConversation implements Conversation {
  /** The server speaks first. */
  private readonly unanswered: { readonly verb: string; readonly exchange: number | undefined }[] = [
    { verb: 'greeting', exchange: undefined },
  ];
  private expects: 'verb' | 'content' | 'sign-in' | 'tls' = 'verb';

  constructor(private readonly nextExchange: () => number) {}

  forgetLast(): void {
    this.unanswered.pop();
  }

  *requests(reader: ByteReader): Framing {
    for (;;) {
      yield* reader.ensure(1);
      if (this.expects === 'tls') return;
      const label = this.expects === 'content' ? yield* passContent(reader) : yield* this.passLine(reader);
      this.expects = 'verb';
      reader.exchange = this.nextExchange();
      this.unanswered.push({ verb: label, exchange: reader.exchange });
      reader.emit(label, background.has(label));
    }
  }

  *responses(reader: ByteReader): Framing {
    for (;;) {
      yield* reader.ensure(1);
      const { verb, exchange } = this.unanswered[0] ?? { verb: 'nothing', exchange: undefined };
      const code = yield* passReply(reader);
      this.unanswered.shift();
      if (code === '354' && verb === 'DATA') this.expects = 'content';
      if (code === '334') this.expects = 'sign-in';
      if (code === '220' && verb === 'STARTTLS') this.expects = 'tls';
      reader.exchange = exchange;
      reader.emit(`${code} ${verb}`, background.has(verb), verb);
      if (this.expects === 'tls') return;
    }
  }

  private *passLine(reader: ByteReader): Framing<string> {
    const end = yield* reader.until('\n');
    const verb = /^[A-Za-z]+/.exec(reader.text(0, Math.min(end, 16)))?.[0].toUpperCase();
    if (this.expects !== 'sign-in' && verb === undefined) throw new NotFramed('not a verb');
    reader.skip(end);
    return this.expects === 'sign-in' ? 'sign-in' : (verb ?? '');
  }
}

function* passContent(reader: ByteReader): Framing<string> {
  const label = 'DATA content';
  reader.label = label;
  // An empty email is only its final dot.
  yield* reader.ensure(3);
  if (reader.text(0, 3) === '.\r\n') reader.skip(3);
  else yield* reader.passUntil('\r\n.\r\n');
  return label;
}

/** `250-first`, `250-second`, `250 last`. */
function* passReply(reader: ByteReader): Framing<string> {
  for (;;) {
    const end = yield* reader.until('\n');
    const [, code, more] = /^(\d{3})([ -]?)/.exec(reader.text(0, end)) ?? [];
    if (code === undefined) throw new NotFramed('not a reply');
    reader.skip(end);
    if (more !== '-') return code;
  }
}
