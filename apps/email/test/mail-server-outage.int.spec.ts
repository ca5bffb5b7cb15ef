import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { eventually } from '@holdfast/testing';
import { aReceipt, emailFixture, type EmailFixture } from './email-fixture.ts';

describe('send-email', () => {
  let email: EmailFixture;

  beforeAll(async () => {
    email = await emailFixture();
  });

  afterEach(() => email.stopServices());
  afterAll(() => email.close());

  const publish = (count: number, domain = 'example.com') =>
    Promise.all(
      Array.from({ length: count }, async () => {
        const receipt = aReceipt({ to: `${randomUUID()}@${domain}` });
        return { ...receipt, jobId: await email.publish('send-receipt', receipt) };
      }),
    );

  type Receipts = Awaited<ReturnType<typeof publish>>;

  /** Stops the mail server until the breaker opens, then starts it again. */
  async function untilOpen(service: { readonly url: string }): Promise<Receipts> {
    await email.mailServer.stop();
    const receipts = await publish(10);
    // Attempts that started before it opened have ended, too: they would find the server up.
    await eventually(
      async () => expect(await email.standingWithSmtp(service)).toMatchObject({ breaker: 'open', inUse: 0 }),
      { timeoutMs: 30_000 },
    );
    await email.mailServer.start();
    return receipts;
  }

  /**
   * Emails that wait while the breaker stays open. On a slow machine a probe may close it in the meantime,
   * and it is opened again.
   */
  async function mailsWhileOpen(service: { readonly url: string }) {
    const receipts: Receipts = [];
    for (;;) {
      receipts.push(...(await untilOpen(service)));
      const before = await email.standingWithSmtp(service);
      const late = await publish(10);
      receipts.push(...late);
      const seen = await eventually(async () => {
        const rows = await Promise.all(late.map(({ orderId }) => email.emailsOf(service, orderId)));
        const { connections } = email.mailServer;
        const standing = await email.standingWithSmtp(service);
        const isStillOpen = standing?.['breaker'] === 'open' && standing['since'] === before?.['since'];
        if (isStillOpen) expect(rows.flat().map(({ status }) => status)).toEqual(late.map(() => 'queued'));
        return { isStillOpen, standing, connections };
      });
      if (seen.isStillOpen) return { receipts, ...seen };
    }
  }

  it('stops calling a mail server that is down, and sends every email once when it is back', async () => {
    const service = await email.startService();
    expect(await email.standingWithSmtp(service)).toMatchObject({
      breaker: 'closed',
      usersSee: 'Receipts and other emails are sent within seconds.',
    });

    const { receipts, standing, connections } = await mailsWhileOpen(service);
    expect(standing).toMatchObject({
      breaker: 'open',
      usersSee: expect.stringContaining('Emails are stored and sent'),
    });
    expect(connections).toBe(0);

    await eventually(
      () => {
        for (const { to } of receipts) email.mailServer.onlyOneTo(to);
      },
      { timeoutMs: 45_000 },
    );
    expect(await email.standingWithSmtp(service)).toMatchObject({ breaker: 'closed' });
  });

  it('holds emails to nonexistent mailboxes for an operator, and continues with others', async () => {
    const service = await email.startService();
    const lost = await publish(30, 'unknown.example');
    await eventually(async () => {
      const rows = await Promise.all(lost.map(({ orderId }) => email.emailsOf(service, orderId)));
      expect(rows.flat().map(({ status, attempts }) => [status, attempts])).toEqual(
        lost.map(() => ['held', 1]),
      );
    });
    const [row] = await email.ledger.query<{ reason: string }[]>(
      'select reason from email where order_id = $1',
      [lost[0]?.orderId],
    );
    expect(row?.reason).toContain('550 no such mailbox');
    await eventually(async () => {
      const jobs = await Promise.all(lost.map(({ jobId }) => email.queue.getJob(jobId)));
      expect(await Promise.all(jobs.map(async (job) => job?.getState()))).toEqual(
        lost.map(() => 'completed'),
      );
    });
    expect(await email.standingWithSmtp(service)).toMatchObject({ breaker: 'closed' });
    const [receipt] = await publish(1);
    await eventually(() => email.mailServer.onlyOneTo(receipt?.to ?? ''));
  });
});
