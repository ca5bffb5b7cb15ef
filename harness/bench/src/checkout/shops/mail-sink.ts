import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

const endOfData = '\r\n.\r\n';

/**
 * A mail server that accepts everything and counts emails by recipient, with just enough SMTP for a client:
 * the inbox of `npm start` would take more CPU than the services measured, and keeps only 1,000 emails.
 */
export class MailSink {
  /** The Message-IDs of the emails to an address; copies of one email count once. */
  private readonly byRecipient = new Map<string, Set<string>>();
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((socket) => this.serve(socket));
  url = '';

  static async open(): Promise<MailSink> {
    const sink = new MailSink();
    sink.server.listen(0, '127.0.0.1');
    await once(sink.server, 'listening');
    sink.url = `smtp://127.0.0.1:${(sink.server.address() as AddressInfo).port}`;
    return sink;
  }

  emailsTo(address: string): number {
    return this.byRecipient.get(address)?.size ?? 0;
  }

  async close(): Promise<void> {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await once(this.server, 'close');
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.setNoDelay(true);
    const dialog = new Dialog((recipients, messageId) => this.file(recipients, messageId));
    socket.on('data', (chunk) => {
      const replies = dialog.take(chunk.toString('latin1'));
      if (replies !== '') socket.write(replies, 'latin1');
      if (dialog.isOver) socket.end();
    });
    // A killed client resets its connection; what it had not finished does not count.
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
    socket.write('220 bench ESMTP\r\n');
  }

  private file(recipients: readonly string[], messageId: string): void {
    for (const recipient of recipients) {
      const known = this.byRecipient.get(recipient) ?? new Set();
      this.byRecipient.set(recipient, known.add(messageId));
    }
  }
}

/** One client's side of the protocol: lines until DATA, then the email until its final dot. */
class Dialog {
  isOver = false;
  private received = '';
  private recipients: string[] = [];
  private isInData = false;

  constructor(private readonly file: (recipients: readonly string[], messageId: string) => void) {}

  /** Returns the replies to everything that is complete. */
  take(text: string): string {
    this.received += text;
    let replies = '';
    for (;;) {
      const end = this.isInData ? endOfData : '\r\n';
      const at = this.received.indexOf(end);
      if (at < 0) return replies;
      const part = this.received.slice(0, at);
      this.received = this.received.slice(at + end.length);
      replies += `${this.isInData ? this.email(part) : this.command(part)}\r\n`;
    }
  }

  private email(text: string): string {
    this.isInData = false;
    this.file(this.recipients, /^message-id: *(.*)$/im.exec(text)?.[1]?.trim() ?? text);
    this.recipients = [];
    return '250 stored';
  }

  private command(line: string): string {
    const [, recipient] = /^RCPT TO: *<([^>]*)>/i.exec(line) ?? [];
    if (recipient !== undefined) this.recipients.push(recipient.toLowerCase());
    if (/^(MAIL FROM|RSET)/i.test(line)) this.recipients = [];
    if (/^DATA/i.test(line)) {
      this.isInData = true;
      return '354 end with a dot';
    }
    if (/^QUIT/i.test(line)) {
      this.isOver = true;
      return '221 bye';
    }
    return '250 ok';
  }
}
