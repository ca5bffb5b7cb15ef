import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import {
  aDecline,
  aFailedRefund,
  aReceipt,
  aRefund,
  emailFixture,
  type EmailFixture,
} from './email-fixture.ts';

describe('send-email', () => {
  let email: EmailFixture;

  beforeAll(async () => {
    email = await emailFixture();
  });

  afterEach(async () => {
    email.mailServer.answerAll();
    await email.stopServices();
  });

  afterAll(() => email.close());

  const states = async (jobIds: readonly string[]) => {
    const jobs = await Promise.all(jobIds.map((id) => email.queue.getJob(id)));
    return new Set(await Promise.all(jobs.map(async (job) => job?.getState())));
  };

  const untilCompleted = (...jobIds: string[]) =>
    eventually(async () => expect(await states(jobIds)).toEqual(new Set(['completed'])), {
      timeoutMs: 30_000,
    });

  const isReady = (service: { url: string }) =>
    fetch(`${service.url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );

  const endLeases = () =>
    email.ledger.query(`update email set leased_until = clock_timestamp() where status = 'sending'`);

  it('sends a receipt as text and HTML, and records it', async () => {
    const service = await email.startService();
    const receipt = aReceipt();
    await untilCompleted(await email.publish('send-receipt', receipt));

    const { mail, recipients } = email.mailServer.onlyOneTo(receipt.to);
    expect(recipients).toEqual([receipt.to]);
    expect(mail.from?.value).toEqual([{ name: 'Holdfast', address: 'shop@holdfast.example' }]);
    expect(mail.subject).toBe('Your receipt for $42.00');
    for (const part of [mail.text, mail.html])
      for (const said of ['Hello Ada,', 'Harbor black tea', '$42.00', receipt.orderId])
        expect(part).toContain(said);
    expect(mail.messageId).toMatch(/^<receipt\.[0-9a-f]{32}@holdfast\.example>$/);
    expect(await email.emailsOf(service, receipt.orderId)).toEqual([
      {
        emailId: expect.stringMatching(/^eml_/),
        orderId: receipt.orderId,
        kind: 'receipt',
        to: receipt.to,
        status: 'sent',
        messageId: mail.messageId,
        attempts: 1,
        sentAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      },
    ]);
  });

  it('informs the customer that a payment failed and nothing was charged', async () => {
    await email.startService();
    const decline = aDecline();
    await untilCompleted(await email.publish('send-payment-failed', decline));
    const { mail } = email.mailServer.onlyOneTo(decline.to);
    for (const part of [mail.text, mail.html])
      for (const said of ['Nothing was charged', 'the card has expired', 'another payment method'])
        expect(part).toContain(said);
  });

  it('informs the customer that a refund is on its way', async () => {
    await email.startService();
    const refund = aRefund();
    await untilCompleted(await email.publish('send-refund', refund));
    const { mail } = email.mailServer.onlyOneTo(refund.to);
    for (const part of [mail.text, mail.html])
      for (const said of ['refunded $42.00', refund.orderId, refund.refundId]) expect(part).toContain(said);
  });

  it('sends one email for each refund of an order and one for each failure, despite duplicates', async () => {
    const service = await email.startService();
    const first = aRefund();
    const { orderId, to } = first;
    const returned = aFailedRefund({ orderId, to, refundId: first.refundId });
    const second = aRefund({ orderId, to });
    const jobs = [
      ['send-refund', first],
      ['send-refund-failed', returned],
      ['send-refund', second],
    ] as const;
    for (const [name, job] of [...jobs, ...jobs]) await untilCompleted(await email.publish(name, job));
    const subjects = email.mailServer.to(to).map(({ mail }) => mail.subject);
    expect(subjects).toHaveLength(3);
    expect(subjects[1]).toBe('Your refund of $42.00 did not reach you');
    for (const part of [email.mailServer.to(to)[1]?.mail.text, email.mailServer.to(to)[1]?.mail.html])
      for (const said of ['returned your refund of $42.00', orderId, first.refundId])
        expect(part).toContain(said);
    const emails = await email.emailsOf(service, orderId);
    expect(emails.map(({ kind, status, attempts }) => [kind, status, attempts])).toEqual([
      ['refund', 'sent', 1],
      ['refund_failed', 'sent', 1],
      ['refund', 'sent', 1],
    ]);
  });

  it('never announces a refund after it reported its failure', async () => {
    await email.startService();
    const refund = aRefund();
    const { orderId, to, refundId } = refund;
    await untilCompleted(await email.publish('send-refund-failed', aFailedRefund({ orderId, to, refundId })));
    await untilCompleted(await email.publish('send-refund', refund));
    expect(email.mailServer.onlyOneTo(to).mail.subject).toContain('did not reach you');
  });

  it('sends one email for twenty concurrent duplicates in two processes', async () => {
    await Promise.all([email.startService(), email.startService()]);
    const receipt = aReceipt();
    await untilCompleted(
      ...(await Promise.all(Array.from({ length: 20 }, () => email.publish('send-receipt', receipt)))),
    );
    email.mailServer.onlyOneTo(receipt.to);
  });

  it('sends each kind of email of an order once, however late a duplicate arrives', async () => {
    const service = await email.startService();
    const decline = aDecline();
    const receipt = aReceipt({ orderId: decline.orderId, to: decline.to });
    await untilCompleted(await email.publish('send-payment-failed', decline));
    await untilCompleted(await email.publish('send-receipt', receipt));
    await untilCompleted(
      await email.publish('send-payment-failed', decline),
      await email.publish('send-receipt', receipt),
    );
    expect(email.mailServer.to(receipt.to)).toHaveLength(2);
    const emails = await email.emailsOf(service, receipt.orderId);
    expect(emails.map(({ kind, attempts }) => [kind, attempts])).toEqual([
      ['payment_failed', 1],
      ['receipt', 1],
    ]);
  });

  it('does not send an email that another delivery is sending', async () => {
    await Promise.all([email.startService(), email.startService()]);
    email.mailServer.holdAnswers();
    const receipt = aReceipt();
    const first = await email.publish('send-receipt', receipt);
    await eventually(() => email.mailServer.onlyOneTo(receipt.to));
    await untilCompleted(await email.publish('send-receipt', receipt));
    email.mailServer.answerAll();
    await untilCompleted(first);
    email.mailServer.onlyOneTo(receipt.to);
  });

  it('waits for the mail server, then sends once', async () => {
    const service = await email.startService();
    await email.mailServer.stop();
    const receipt = aReceipt();
    const job = await email.publish('send-receipt', receipt);
    await eventually(async () => {
      const [row] = await email.emailsOf(service, receipt.orderId);
      expect(row).toMatchObject({ status: 'queued', sentAt: null });
      expect(row?.attempts).toBeGreaterThan(1);
    });
    await eventually(async () => {
      const health = await fetch(`${service.url}/health/ready`);
      expect([health.status, await health.json()]).toMatchObject([
        200,
        { status: 'degraded', checks: { smtp: { status: 'down' } } },
      ]);
    });

    await email.mailServer.start();
    await eventually(() => email.mailServer.onlyOneTo(receipt.to), { timeoutMs: 45_000 });
    await untilCompleted(job);
  });

  it('resends, under the same Message-ID, only emails that a killed process may have sent', async () => {
    const killed = await email.startService();
    email.mailServer.holdAnswers();
    const receipt = aReceipt();
    const job = await email.publish('send-receipt', receipt);
    await eventually(() => email.mailServer.onlyOneTo(receipt.to));
    await killed.kill();
    email.mailServer.answerAll();

    const service = await email.startService();
    await untilCompleted(await email.publish('send-receipt', receipt));
    email.mailServer.onlyOneTo(receipt.to);
    await endLeases();
    await eventually(() => expect(email.mailServer.to(receipt.to)).toHaveLength(2));
    await untilCompleted(job);
    const [first, second] = email.mailServer.to(receipt.to);
    expect(second?.mail.messageId).toBe(first?.mail.messageId);
    await eventually(async () =>
      expect(await email.emailsOf(service, receipt.orderId)).toMatchObject([{ status: 'sent', attempts: 2 }]),
    );
  });

  it('finishes the current email when it is asked to stop', async () => {
    const service = await email.startService();
    email.mailServer.holdAnswers();
    const receipt = aReceipt();
    await email.publish('send-receipt', receipt);
    await eventually(() => email.mailServer.onlyOneTo(receipt.to));
    const stopped = service.stop();
    await eventually(() => expect(isReady(service)).resolves.toBe(false));
    email.mailServer.answerAll();
    expect(await stopped).toBe(true);
    const [row] = await email.ledger.query<unknown[]>(
      'select status, attempts from email where order_id = $1',
      [receipt.orderId],
    );
    expect(row).toEqual({ status: 'sent', attempts: 1 });
  });

  it('keeps customer input out of headers and markup', async () => {
    await email.startService();
    const hostile = 'Ada\r\nBcc: victim@example.com\r\n\r\n<script>alert(1)</script>';
    const receipt = aReceipt({ customerName: hostile });
    await untilCompleted(await email.publish('send-receipt', receipt));
    const { mail, recipients, headerNames } = email.mailServer.onlyOneTo(receipt.to);
    expect(recipients).toEqual([receipt.to]);
    expect(headerNames.toSorted()).toEqual([
      'content-type',
      'date',
      'from',
      'message-id',
      'mime-version',
      'subject',
      'to',
    ]);
    expect(mail.html).not.toContain('<script');
  });

  it.each([
    ['an unknown version', { ...aReceipt(), version: 2 }],
    ['two recipients', { ...aReceipt(), to: 'a@example.com, b@example.com' }],
    ['a header in its recipient', { ...aReceipt(), to: 'a@example.com\r\nBcc: b@example.com' }],
    ['a header in its order id', { ...aReceipt(), orderId: 'ord_1\r\nBcc: b@example.com' }],
  ])('refuses a message with %s for good', async (_, payload) => {
    await email.startService();
    const sent = email.mailServer.delivered.length;
    const jobId = await email.publish('send-receipt', payload);
    await eventually(async () => expect(await states([jobId])).toEqual(new Set(['failed'])));
    expect((await email.queue.getJob(jobId))?.attemptsMade).toBe(1);
    expect(email.mailServer.delivered).toHaveLength(sent);
  });
});
