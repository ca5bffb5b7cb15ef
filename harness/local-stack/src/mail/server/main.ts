import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { SMTPServer } from 'smtp-server';
import { inboxServer } from './inbox.server.ts';
import { MailFolder } from './mail-folder.ts';

/** A mail inbox for tests and the demo: accepts any email by SMTP, shows it on a page, and forwards none. */
const host = '127.0.0.1';
const { values } = parseArgs({
  options: {
    smtp: { type: 'string', default: '1025' },
    web: { type: 'string', default: '1080' },
    'mail-directory': { type: 'string', default: '.local/mail' },
    'max-emails': { type: 'string' },
  },
});
const most = values['max-emails'];
const mails = new MailFolder(values['mail-directory'], most === undefined ? most : Number(most));
const web = inboxServer(mails);
const smtp = new SMTPServer({
  logger: false,
  hideSTARTTLS: true,
  disabledCommands: ['AUTH'],
  disableReverseLookup: true,
  // 16 MiB; a longer email is refused.
  size: 16 * 1024 * 1024,
  rejectOversized: true,
  // 500 ms: clients keep idle connections, and an email is stored before it is acknowledged.
  closeTimeout: 500,
  onData: (stream, _session, callback) => {
    buffer(stream).then((source) => {
      callback(null, stream.sizeExceeded ? 'too long' : `stored as ${mails.add(source)}`);
    }, callback);
  },
});
// A connection that breaks is its client's business.
smtp.on('error', (error) => process.stderr.write(`${error.message}\n`));
smtp.listen(Number(values.smtp), host);
await once(smtp.server, 'listening');
await web.listen({ port: Number(values.web), host });

const stop = (): void => smtp.close(() => void web.close().then(() => process.exit()));
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, stop);
