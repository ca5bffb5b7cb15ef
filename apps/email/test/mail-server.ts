import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface DeliveredMail {
  readonly mail: ParsedMail;
  readonly headerNames: readonly string[];
  readonly recipients: readonly string[];
}

/**
 * A mail server that keeps accepted emails. It can be down, or accept an email and hold its response.
 * Mailboxes of `unknown.example` do not exist, those of `full.example` are full. Those of `mute.example` get
 * each email, and the connection closes without a response.
 */
export class MailServer {
  readonly delivered: DeliveredMail[] = [];
  private server: SMTPServer | undefined;
  private port = 0;
  private answer: Promise<void> = Promise.resolve();
  answerAll: () => void = () => undefined;
  private readonly opened = new Set<string>();
  private readonly greylisted = new Set<string>();
  private readonly stalled = new Map<string, Promise<void>>();
  /** Connections since the start. */
  connections = 0;

  async start(): Promise<void> {
    this.connections = 0;
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onConnect: (_session, callback) => {
        this.connections += 1;
        callback();
      },
      onRcptTo: ({ address }, _session, callback) => {
        void Promise.resolve(this.stalled.get(`RCPT ${address}`)).then(() =>
          callback(this.refusalOf(address)),
        );
      },
      onData: (stream, session, callback) => {
        void buffer(stream)
          .then(async (raw) => {
            const mail = await simpleParser(raw);
            const recipients = session.envelope.rcptTo.map(({ address }) => address);
            this.delivered.push({ mail, headerNames: mail.headerLines.map(({ key }) => key), recipients });
            await this.answer;
            await this.stalled.get(`DATA ${recipients[0]}`);
            return recipients.some((recipient) => recipient.endsWith('@mute.example'));
          })
          .then((isMute) => (isMute ? this.hangUp(session.id) : callback(null)), callback);
      },
    });
    this.server.on('error', () => undefined);
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server.server, 'listening');
    this.port = (this.server.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    for (const connection of server.connections) connection.close();
    await new Promise<void>((resolve) => server.close(resolve));
    this.server = undefined;
  }

  /** Accepts emails without a response, until `answerAll`. */
  holdAnswers(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.answer = promise;
    this.answerAll = resolve;
  }

  /** Defers the first email to this mailbox. */
  greylist(recipient: string): void {
    this.greylisted.add(recipient);
  }

  /** Creates the mailbox. */
  open(recipient: string): void {
    this.opened.add(recipient);
  }

  /**
   * Holds one response: to the recipient, or to the accepted email. Call the returned function to send it.
   */
  stall(step: 'RCPT' | 'DATA', recipient: string): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.stalled.set(`${step} ${recipient}`, promise);
    return resolve;
  }

  private hangUp(sessionId: string): void {
    for (const connection of this.server?.connections ?? [])
      if (connection.session.id === sessionId) connection.close();
  }

  private refusalOf(recipient: string): Error | null {
    if (this.greylisted.delete(recipient))
      return Object.assign(new Error('come again later'), { responseCode: 451 });
    if (recipient.endsWith('@full.example'))
      return Object.assign(new Error('mailbox full'), { responseCode: 452 });
    return recipient.endsWith('@unknown.example') && !this.opened.has(recipient)
      ? Object.assign(new Error('no such mailbox'), { responseCode: 550 })
      : null;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  to(recipient: string): DeliveredMail[] {
    return this.delivered.filter(({ recipients }) => recipients.includes(recipient));
  }

  /** @throws Error unless there is exactly one. */
  onlyOneTo(recipient: string): DeliveredMail {
    const [mail, ...more] = this.to(recipient);
    if (mail === undefined || more.length > 0)
      throw new Error(`${this.to(recipient).length} emails to ${recipient}`);
    return mail;
  }
}
