import { FaultLab } from '@holdfast/fault-proxy';
import { type Message } from '@holdfast/lab-api';
import { freePort } from '@holdfast/local-stack';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createTransport, type Transporter } from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import { edgeTo, messagesOf, said, through } from './edge.ts';

const mails: string[] = [];
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  onData: (stream, _session, done) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      mails.push(Buffer.concat(chunks).toString());
      done();
    });
  },
});
// Connections that a strike resets.
server.on('error', () => undefined);
let lab: FaultLab;
let transport: Transporter;
let messages: Message[];

beforeAll(async () => {
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  const address = new URL(`smtp://127.0.0.1:${port}`);
  const edge = await edgeTo('mail', 'smtp', address);
  lab = new FaultLab({ edges: [edge] });
  await lab.start();
  transport = createTransport({ url: through(edge, address), connectionTimeout: 2_000 } as object);
  messages = messagesOf(lab);
});

afterEach(async () => {
  await lab.heal();
  mails.length = 0;
  messages.length = 0;
});

afterAll(async () => {
  transport.close();
  await lab.stop();
  await new Promise<void>((resolve) => server.close(resolve));
});

const send = () => transport.sendMail({ from: 'a@x.example', to: 'b@x.example', text: 'hello' });

describe('an edge to a mail server', () => {
  it('labels verbs and replies', async () => {
    await send();
    expect(said(messages)).toEqual([
      ...['> MAIL', '> RCPT', '> DATA', '< 250 MAIL', '< 250 RCPT', '< 354 DATA'],
      ...['> DATA content', '< 250 DATA content'],
    ]);
    expect(mails).toHaveLength(1);
  });

  it.each([
    ['RCPT', '550 5.1.1 no such user', 550],
    ['MAIL', '451 4.3.0 later', 451],
    ['DATA content', '451 4.3.0 later', 451],
  ])('answers %s in place of the server: %s', async (label, body, status) => {
    await lab.setFault('service->mail', { kind: 'status', status, label, body });
    await expect(send()).rejects.toMatchObject({ responseCode: status, response: body });
    expect(mails).toEqual([]);
    await lab.heal();
    await send();
    expect(mails).toHaveLength(1);
  });

  it('replaces the greeting', async () => {
    await lab.setFault('service->mail', { kind: 'status_after', status: 421, label: 'greeting' });
    await expect(send()).rejects.toMatchObject({ responseCode: 421 });
  });

  it('loses the response to an accepted email', async () => {
    lab.arm({
      edge: 'service->mail',
      direction: 'response',
      label: '250 DATA content',
      action: { kind: 'reset' },
    });
    await expect(send()).rejects.toThrow();
    expect(mails).toHaveLength(1);
  });
});
