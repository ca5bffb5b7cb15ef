import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePort } from '@holdfast/local-stack';
import { type Clock, Resilience } from '@holdfast/resilience';
import { eventually } from '@holdfast/testing';
import { Client } from 'pg';
import { SmtpClient } from '../src/send-email/smtp.client.ts';
import { mostAttempts } from '../src/send-email/smtp.dependency.ts';
import { type Act, ScriptedSmtp, type Step } from './scripted-smtp.ts';

/** A clock whose timers the test fires. */
class HandClock implements Clock {
  private readonly timers = new Set<() => void>();
  now = () => 1_000;
  wallNow = () => Date.UTC(2026, 10, 25);
  after = (_ms: number, work: () => void) => {
    this.timers.add(work);
    return () => void this.timers.delete(work);
  };
  fire(): void {
    for (const work of this.timers) work();
  }
}

const reply = (text: string): Act => ({ reply: text });

describe.each([
  ['that takes one command at a time', false],
  ['that takes commands in batches (PIPELINING)', true],
])('SmtpClient.send to a server %s', (_, isPipelining) => {
  let server: ScriptedSmtp;
  let clock: HandClock;
  let client: SmtpClient;
  /** How often the final dot was requested. */
  let endings: number;

  beforeEach(async () => {
    server = new ScriptedSmtp();
    server.isPipelining = isPipelining;
    clock = new HandClock();
    endings = 0;
    client = new SmtpClient(new Resilience({ clock }), {
      SMTP_URL: await server.start(),
      EMAIL_FROM: { name: 'Holdfast', address: 'shop@holdfast.example' },
    });
  });

  afterEach(async () => {
    client.onApplicationShutdown();
    await server.stop();
  });

  const mail = { subject: 'Hello', text: 'Hello', html: '<p>Hello</p>' };
  const send = (beforeFinalDot: () => Promise<void> = () => Promise.resolve()) =>
    client.send(
      { email: mail, to: 'ada@example.com', messageId: '<eml_1@x>', idempotencyKey: 'eml_1' },
      () => {
        endings += 1;
        return beforeFinalDot();
      },
    );
  const endsReached = () => server.reached.filter((step) => step === 'end').length;

  it('reports an accepted email, after one request for its final dot', async () => {
    expect(await send()).toEqual({ kind: 'accepted' });
    expect(endings).toBe(1);
    expect(server.reached.slice(-3)).toEqual(['DATA', 'body', 'end']);
  });

  it('attempts as many emails at a time as it may, none of which waits for a connection', async () => {
    server.script = { end: 'silence' };
    const sending = Array.from({ length: mostAttempts }, () => send());
    await eventually(() => expect(endsReached()).toBe(mostAttempts));
    clock.fire();
    expect(await Promise.all(sending)).toEqual(
      sending.map(() => expect.objectContaining({ kind: 'uncertain' })),
    );
  });

  it('requests the final dot only when the server has everything else', async () => {
    const seen: Step[][] = [];
    await send(async () => {
      await eventually(() => expect(server.reached).toContain('body'));
      seen.push([...server.reached]);
    });
    expect(seen).toEqual([expect.not.arrayContaining(['end'])]);
  });

  it.each<[Step, Act, string]>([
    ['greeting', reply('554 go away'), 'sender_rejected'],
    ['greeting', reply('421 later'), 'unreachable'],
    ['greeting', 'reset', 'unreachable'],
    ['EHLO', 'reset', 'unreachable'],
    ['MAIL', reply('550 not you'), 'sender_rejected'],
    ['MAIL', reply('530 log in first'), 'sender_rejected'],
    ['MAIL', reply('451 later'), 'deferred'],
    ['MAIL', 'reset', 'unreachable'],
    ['RCPT', reply('550 no such mailbox'), 'refused'],
    ['RCPT', reply('552 mailbox full'), 'refused'],
    ['RCPT', reply('451 greylisted'), 'deferred'],
    ['RCPT', reply('452 insufficient storage'), 'deferred'],
    ['RCPT', reply('421 closing down'), 'unreachable'],
    ['RCPT', 'reset', 'unreachable'],
    ['RCPT', 'close', 'unreachable'],
    ['DATA', reply('554 no'), 'refused'],
    ['DATA', reply('451 later'), 'deferred'],
    ['DATA', 'reset', 'unreachable'],
  ])('reports that nothing was sent, and requests no final dot, on %s: %j (%s)', async (step, act, kind) => {
    server.script = { [step]: act };
    expect(await send()).toMatchObject({ kind, reason: expect.stringMatching(/./) });
    expect([endings, endsReached()]).toEqual([0, 0]);
  });

  it.each<[Act]>([['reset'], ['close']])(
    'reports an email that breaks off before its final dot as not sent (%s)',
    async (act) => {
      server.script = { body: act };
      const broken = Promise.withResolvers<void>();
      const sending = send(() => broken.promise);
      await eventually(() => expect(server.reached).toContain('body'));
      expect(await sending).toMatchObject({ kind: 'unreachable' });
      broken.resolve();
      expect(endsReached()).toBe(0);
    },
  );

  it('sends no final dot if it is refused', async () => {
    expect(await send(() => Promise.reject(new Error('overtaken')))).toMatchObject({
      kind: 'unreachable',
      reason: expect.stringContaining('overtaken'),
    });
    await eventually(() => expect(server.happened).toEqual(['client closed']));
    expect(endsReached()).toBe(0);
  });

  it('does not blame the mail server if its own database refuses connections', async () => {
    const port = await freePort();
    const refused = async () => void (await new Client({ host: '127.0.0.1', port }).connect());
    for (let n = 0; n < 50; n += 1)
      expect(await send(refused)).toMatchObject({ reason: expect.stringContaining('ECONNREFUSED') });
    expect(await send()).toEqual({ kind: 'accepted' });
  });

  it.each<[Act, string]>([
    [reply('554 this is spam'), 'refused'],
    [reply('552 too large'), 'refused'],
    [reply('451 later'), 'deferred'],
    [reply('421 closing down'), 'unreachable'],
    ['reset', 'uncertain'],
    ['close', 'uncertain'],
    ['half a reply', 'uncertain'],
    [reply('354 more'), 'uncertain'],
  ])('relies on the response alone after the final dot: %j (%s)', async (act, kind) => {
    server.script = { end: act };
    expect(await send()).toMatchObject({ kind });
    expect([endings, endsReached()]).toEqual([1, 1]);
  });

  it('reports the same over a reused connection', async () => {
    expect(await send()).toEqual({ kind: 'accepted' });
    server.script = { RCPT: reply('550 no such mailbox') };
    expect(await send()).toMatchObject({ kind: 'refused' });
    server.script = { end: 'reset' };
    expect(await send()).toMatchObject({ kind: 'uncertain' });
    server.script = {};
    expect(await send()).toEqual({ kind: 'accepted' });
  });

  it.each<[Step, Act, string]>([
    ['greeting', 'drip', 'unreachable'],
    ['RCPT', 'drip', 'unreachable'],
    ['end', 'drip', 'uncertain'],
    ['end', 'silence', 'uncertain'],
  ])('times out however the server keeps it waiting (%s: %s, %s)', async (step, act, kind) => {
    server.script = { [step]: act };
    const sending = send();
    await eventually(() => expect(server.reached).toContain(step));
    clock.fire();
    expect(await sending).toMatchObject({ kind, reason: expect.stringContaining('no response within') });
    // The server never finishes its reply, so the client must close the connection.
    await eventually(() => expect(server.happened).toEqual(['client closed']));
  });

  it('sends no final dot if the attempt timed out while waiting for permission', async () => {
    const word = Promise.withResolvers<void>();
    const sending = send(() => word.promise);
    await eventually(() => expect([endings, server.reached.at(-1)]).toEqual([1, 'body']));
    clock.fire();
    expect(await sending).toMatchObject({ kind: 'unreachable' });
    word.resolve();
    await eventually(() => expect(server.happened).toEqual(['client closed']));
    expect(endsReached()).toBe(0);
  });
});
