import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { freePort } from '../../process/free-port.ts';
import { ManagedProcess } from '../../process/managed-process.ts';
import { openInbox } from '../inbox.ts';
import { mailProcess } from '../mail-server.ts';

const dataDir = mkdtempSync(path.join(tmpdir(), 'holdfast-mail-'));
let smtpPort: number;
let webUrl: string;
let server: ManagedProcess;

beforeAll(async () => {
  const webPort = await freePort();
  smtpPort = await freePort();
  webUrl = `http://127.0.0.1:${webPort}`;
  const spec = mailProcess({ dataDir, smtpPort, webPort });
  server = new ManagedProcess(
    { ...spec, args: [...spec.args, '--max-emails', '5'] },
    path.join(dataDir, 'log'),
  );
  await server.start();
});
beforeEach(() => openInbox(webUrl).clear());
afterAll(async () => {
  await server.kill();
  rmSync(dataDir, { recursive: true });
});

async function send(mail: SendMailOptions): Promise<void> {
  const transport = createTransport({ port: smtpPort, host: '127.0.0.1' });
  await transport.sendMail({ from: 'Shop <shop@holdfast.example>', to: 'ada@example.com', ...mail });
}

const page = async (address: string, method = 'GET'): Promise<Response> =>
  fetch(new URL(address, webUrl), { method, redirect: 'manual' });

/** With headers that fetch does not send. */
async function statusOf(method: string, address: string, headers: http.OutgoingHttpHeaders): Promise<number> {
  const request = http.request(new URL(address, webUrl), { method, headers }).end();
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  response.resume();
  return response.statusCode ?? 0;
}

const subjects = async (): Promise<string[]> =>
  (await openInbox(webUrl).messages()).map(({ subject }) => subject);

describe('the mail inbox', () => {
  it('accepts an email to anyone and returns what was sent', async () => {
    await send({
      to: ['Ada <ada@example.com>', 'bob@nowhere.example'],
      subject: 'Your receipt · 42,00 €',
      text: `.\n..\nhttps://shop.example/orders/ord_1#${'x'.repeat(100)}`,
      html: '<p>Danke für Ihre Bestellung</p>',
      messageId: '<receipt-1@holdfast.example>',
    });
    const inbox = openInbox(webUrl);
    const [mail] = await inbox.messages();
    expect(mail).toEqual({
      messageId: '<receipt-1@holdfast.example>',
      from: 'shop@holdfast.example',
      to: ['ada@example.com', 'bob@nowhere.example'],
      subject: 'Your receipt · 42,00 €',
      text: expect.stringContaining(`.\n..\nhttps://shop.example/orders/ord_1#${'x'.repeat(100)}`),
      html: expect.stringContaining('<p>Danke für Ihre Bestellung</p>'),
    });
    expect(await inbox.count()).toBe(1);
  });

  it('returns the oldest first, and pages of the newest first', async () => {
    for (const subject of ['one', 'two', 'three']) await send({ subject, text: subject });
    expect(await subjects()).toEqual(['one', 'two', 'three']);
    const newest = await openInbox(webUrl).newest({ skip: 1, limit: 1 });
    expect(newest).toMatchObject([{ subject: 'two' }]);
  });

  it('keeps accepted emails over kill -9 and a restart', async () => {
    for (const subject of ['one', 'two']) await send({ subject, text: subject });
    const before = await openInbox(webUrl).newest({ skip: 0, limit: 10 });
    await server.kill();
    await server.start();
    await send({ subject: 'three', text: 'three' });
    expect(await subjects()).toEqual(['one', 'two', 'three']);
    expect((await openInbox(webUrl).newest({ skip: 1, limit: 10 })).map(({ id }) => id)).toEqual(
      before.map(({ id }) => id),
    );
  });

  it('deletes the oldest beyond its limit', async () => {
    for (const subject of ['1', '2', '3', '4', '5', '6', '7']) await send({ subject, text: subject });
    expect(await subjects()).toEqual(['3', '4', '5', '6', '7']);
    expect(await openInbox(webUrl).count()).toBe(5);
  });

  it('stores no email without its final dot', async () => {
    const socket = net.connect({ port: smtpPort, host: '127.0.0.1' });
    const said = async (code: string): Promise<void> => {
      for (let heard = ''; !heard.includes(code);) heard += String((await once(socket, 'data'))[0]);
    };
    await said('220');
    for (const [line, code] of [
      ['EHLO test', '250 '],
      ['MAIL FROM:<a@example.com>', '250'],
      ['RCPT TO:<b@example.com>', '250'],
      ['DATA', '354'],
    ] as const) {
      socket.write(`${line}\r\n`);
      await said(code);
    }
    socket.write('Subject: cut off\r\n\r\nThe rest never');
    socket.destroy();
    await once(socket, 'close');
    await send({ subject: 'whole', text: 'whole' });
    expect(await subjects()).toEqual(['whole']);
  });

  it('refuses an email of more than 16 MiB for good, and takes the next one', async () => {
    const tooLong = send({ subject: 'long', text: 'x'.repeat(16 * 1024 * 1024) });
    await expect(tooLong).rejects.toMatchObject({ responseCode: 552 });
    await send({ subject: 'short', text: 'x' });
    expect(await subjects()).toEqual(['short']);
  });

  it('shows emails on a page, and their HTML in a sandbox', async () => {
    await send({
      subject: '<script>1</script>',
      text: '<b>plain</b>',
      html: '<script>2</script><p>rich</p>',
    });
    const [mail] = await openInbox(webUrl).newest({ skip: 0, limit: 1 });
    const list = await (await page('/')).text();
    expect(list).toContain(`<a href="/email/${mail?.id}">&#60;script&#62;1&#60;/script&#62;</a>`);
    const shown = await (await page(`/email/${mail?.id}`)).text();
    expect(shown).toContain('&#60;b&#62;plain&#60;/b&#62;');
    expect(shown).not.toContain('rich');
    expect(shown).toMatch(new RegExp(`<iframe [^>]*sandbox="allow-popups[^>]*src="/email/${mail?.id}/html"`));
    const html = await page(`/email/${mail?.id}/html`);
    expect(html.headers.get('content-security-policy')).toMatch(
      /^sandbox allow-popups[^;]*; default-src 'none'/,
    );
    expect(await html.text()).toContain('<p>rich</p>');
    const deleted = await page(`/email/${mail?.id}/delete`, 'POST');
    expect([deleted.status, deleted.headers.get('location')]).toEqual([303, '/']);
    expect(await (await page('/')).text()).toContain('No emails yet.');
  });

  it.each([
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { host: 'rebound.evil.example' },
  ])('refuses pages of other sites (%j)', async (headers) => {
    await send({ subject: 'private', text: 'private' });
    expect(await statusOf('GET', '/api/email', headers)).toBe(403);
    expect(await statusOf('DELETE', '/api/email/all', headers)).toBe(403);
    expect(await subjects()).toEqual(['private']);
  });

  it('rejects what it cannot read, and says so', async () => {
    const wrong = await page('/api/email?skip=-1');
    expect([wrong.status, await wrong.json()]).toEqual([
      400,
      expect.objectContaining({ message: '-1 is not a whole number.' }),
    ]);
    expect((await page('/email/1764274265123-000007')).status).toBe(404);
    expect((await page('/email/..%2F..%2Fetc%2Fpasswd/source')).status).toBe(404);
  });
});
