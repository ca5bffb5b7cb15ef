import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { repositoryRoot } from '@holdfast/local-stack';
import { eventually, testDatabase } from '@holdfast/testing';
import { aFailedRefund, aReceipt, aRefund, emailFixture, type EmailFixture } from './email-fixture.ts';

async function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const command = [path.join(repositoryRoot, 'tools/ops.ts'), 'emails', ...args];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, out, err };
}

describe('npm run ops -- emails', () => {
  let email: EmailFixture;
  let service: { url: string };

  beforeAll(async () => {
    email = await emailFixture();
    service = await email.startService();
  });

  afterAll(() => email.close());

  const runHere = (...args: string[]) => run(...args, '--database-url', email.databaseUrl);

  /** Sends an email that its mailbox refuses, and returns its ID. */
  async function aHeld(name: string, message: { readonly orderId: string }): Promise<string> {
    await email.publish(name, message);
    return eventually(async () => {
      const mail = (await email.emailsOf(service, message.orderId)).at(-1);
      expect(mail).toMatchObject({ kind: name.slice('send-'.length).replaceAll('-', '_'), status: 'held' });
      return mail?.emailId ?? '';
    });
  }

  const aHeldMail = (receipt = aReceipt({ to: `${randomUUID()}@unknown.example` })): Promise<string> =>
    aHeld('send-receipt', receipt);

  const why = ['--why', 'the mailbox is there now', '--by', 'ada'];

  it('lists held emails with the reason and the next command, but no personal data', async () => {
    const receipt = aReceipt({ to: 'grace@unknown.example', customerName: 'Grace' });
    const id = await aHeldMail(receipt);
    const reply =
      "update email set reason = '550 no such mailbox: <' || recipient || '>' where email_id = $1";
    await email.ledger.query(reply, [id]);
    const { code, out } = await runHere('list', '--state', 'held');
    expect([code, out]).toEqual([0, expect.stringContaining(`${id}  receipt for ${receipt.orderId}`)]);
    expect(out).toContain('550 no such mailbox');
    expect(out).toContain(`resolve ${id} --send-again|--sent|--give-up`);
    const { out: json } = await runHere('list', '--json');
    expect(JSON.parse(json)).toMatchObject({
      emails: expect.arrayContaining([expect.objectContaining({ emailId: id, state: 'held' })]),
    });
    for (const said of [out, json]) expect(said).not.toMatch(/grace@|Grace/);
    expect((await runHere('show', receipt.orderId)).out).toContain('grace@unknown.example');
    expect((await runHere('show', id)).out).not.toContain('Grace');
    expect((await runHere('show', id, '--content')).out).toContain('Grace');
  });

  it('lets a process send an email again, once, under its own Message-ID', async () => {
    const receipt = aReceipt({ to: `${randomUUID()}@unknown.example` });
    const id = await aHeldMail(receipt);
    email.mailServer.open(receipt.to);
    const { code, out } = await runHere('resolve', id, '--send-again', ...why);
    expect([code, out]).toEqual([0, expect.stringContaining('will send it again within seconds')]);
    const messageId = await eventually(async () => {
      const [mail] = await email.emailsOf(service, receipt.orderId);
      expect(mail).toMatchObject({ status: 'sent', attempts: 2 });
      return mail?.messageId;
    });
    expect(email.mailServer.onlyOneTo(receipt.to).mail.messageId).toBe(messageId);
    const shown = (await runHere('show', id)).out;
    expect(shown).toContain('ada: send again, because: the mailbox is there now');
    expect(await runHere('resolve', id, '--send-again', ...why)).toMatchObject({
      code: 1,
      err: expect.stringContaining('sent, so there is nothing to decide'),
    });
  });

  it('marks an email as sent, gives one up, and deletes their content', async () => {
    const [sent, lost] = [await aHeldMail(), await aHeldMail()];
    expect(await runHere('resolve', sent, '--sent', ...why)).toMatchObject({ code: 0 });
    expect(await runHere('resolve', lost, '--give-up', '--yes', ...why)).toMatchObject({ code: 0 });
    const rows = await email.ledger.query(
      'select status, content, given_up_at is not null as "isGivenUp" from email where email_id = any($1) order by status',
      [[sent, lost]],
    );
    expect(rows).toEqual([
      { status: 'held', content: null, isGivenUp: true },
      { status: 'sent', content: null, isGivenUp: false },
    ]);
    expect((await runHere('list')).out).not.toMatch(new RegExp(`${sent}|${lost}`));
    expect((await runHere('list', '--state', 'given-up')).out).toContain(lost);
    expect((await runHere('show', lost)).out).toContain('An operator gave it up; it will never be sent.');
  });

  it('gives up nothing without a terminal to confirm on', async () => {
    const id = await aHeldMail();
    const { code, err } = await runHere('resolve', id, '--give-up', ...why);
    expect([code, err]).toEqual([2, expect.stringContaining('add --yes')]);
    const rows = await email.ledger.query(
      'select status, content is not null as "isKept", given_up_at from email where email_id = $1',
      [id],
    );
    expect(rows).toEqual([{ status: 'held', isKept: true, given_up_at: null }]);
  });

  it('gives up an email that is still retried, and no process sends it', async () => {
    const receipt = aReceipt({ to: `${randomUUID()}@full.example` });
    await email.publish('send-receipt', receipt);
    const id = await eventually(async () => {
      const [mail] = await email.emailsOf(service, receipt.orderId);
      expect(mail?.attempts).toBeGreaterThan(0);
      return mail?.emailId ?? '';
    });
    await eventually(async () => {
      expect(await runHere('resolve', id, '--sent', ...why)).toMatchObject({
        code: 1,
        err: expect.stringContaining('queued, and no attempt can have sent it'),
      });
      expect(await runHere('resolve', id, '--give-up', '--yes', ...why)).toMatchObject({ code: 0 });
    });
    expect((await runHere('show', id)).out).toContain('An operator gave it up; it will never be sent.');
    const rows = await email.ledger.query('select status, content from email where email_id = $1', [id]);
    expect(rows).toEqual([{ status: 'held', content: null }]);
  });

  it('records a queued email as sent if an attempt may have sent it', async () => {
    const receipt = aReceipt({ to: `${randomUUID()}@full.example` });
    await email.publish('send-receipt', receipt);
    const { orderId } = receipt;
    const id = await eventually(async () => {
      const [row] = await email.ledger.query<{ id: string }[]>(
        `with waiting as (update email set uncertain_attempts = 1, due_at = 'infinity'
                         where order_id = $1 and status = 'queued' returning email_id)
         select email_id as id from waiting`,
        [orderId],
      );
      expect(row).toBeDefined();
      return row?.id ?? '';
    });
    expect(await runHere('resolve', id, '--sent', ...why)).toMatchObject({ code: 0 });
    expect(await email.emailsOf(service, orderId)).toMatchObject([{ status: 'sent' }]);
  });

  it('does not send an email again that a later one made untrue', async () => {
    const refund = aRefund({ to: `${randomUUID()}@unknown.example` });
    const id = await aHeld('send-refund', refund);
    const { orderId, refundId, to } = refund;
    await aHeld('send-refund-failed', aFailedRefund({ orderId, refundId, to }));
    expect((await runHere('list')).out).toContain(`resolve ${id} --sent|--give-up`);
    expect(await runHere('resolve', id, '--send-again', ...why)).toMatchObject({
      code: 1,
      err: expect.stringContaining(`${id}: a later email made it untrue, so it cannot be sent again.`),
    });
    expect(await runHere('resolve', id, '--sent', ...why)).toMatchObject({ code: 0 });
  });

  it('decides about several emails, and exits with 1 naming those that it could not', async () => {
    const id = await aHeldMail();
    const { code, out, err } = await runHere('resolve', id, 'eml_unknown', '--give-up', '--yes', ...why);
    expect([code, out, err]).toEqual([
      1,
      expect.stringContaining(`${id}: will never be sent`),
      expect.stringContaining('eml_unknown: not found'),
    ]);
  });

  it('exits with 2 for invalid arguments, and with 1 for a database without emails', async () => {
    expect(await runHere('resolve', 'eml_1', '--sent')).toMatchObject({ code: 2 });
    const empty = await testDatabase();
    expect(await run('list', '--database-url', empty.url)).toMatchObject({
      code: 1,
      err: expect.stringContaining('This database has no email ledger'),
    });
    await empty.drop();
    const gone = await run('list', '--database-url', 'postgres://ada:s3cret@127.0.0.1:1/email');
    expect(gone).toMatchObject({ code: 1, err: expect.stringContaining('Cannot query') });
    expect(gone.err).not.toContain('s3cret');
  });
});
