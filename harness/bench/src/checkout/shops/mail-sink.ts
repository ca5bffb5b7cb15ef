import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/**
 * A mail server that accepts everything and counts emails by recipient: the inbox of `npm start` takes CPU
 * time to store and parse them, and keeps only 1,000.
 */
export class MailSink {
  /** The Message-IDs of the emails to an address; copies of one email count once. */
  private readonly byRecipient = new Map<string, Set<string>>();
  private readonly server = new SMTPServer({
    logger: false,
    hideSTARTTLS: true,
    disabledCommands: ['AUTH'],
    disableReverseLookup: true,
    closeTimeout: 500,
    onData: (stream, { envelope }, callback) => {
      buffer(stream).then((source) => {
        this.file(
          envelope.rcptTo.map(({ address }) => address),
          source.toString('latin1'),
        );
        callback(null);
      }, callback);
    },
  });
  url = '';

  static async open(): Promise<MailSink> {
    const sink = new MailSink();
    // A killed client resets its connection; what it had not finished does not count.
    sink.server.on('error', () => undefined);
    sink.server.listen(0, '127.0.0.1');
    await once(sink.server.server, 'listening');
    sink.url = `smtp://127.0.0.1:${(sink.server.server.address() as AddressInfo).port}`;
    return sink;
  }

  emailsTo(address: string): number {
    return this.byRecipient.get(address)?.size ?? 0;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(resolve));
  }

  private file(recipients: readonly string[], source: string): void {
    const messageId = /^message-id: *(.*)$/im.exec(source)?.[1]?.trim() ?? source;
    for (const recipient of recipients) {
      const known = this.byRecipient.get(recipient) ?? new Set();
      this.byRecipient.set(recipient, known.add(messageId));
    }
  }
}
