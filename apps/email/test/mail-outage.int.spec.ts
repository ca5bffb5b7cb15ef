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

  it('leaves a mail server that is away alone, and sends every mail once when it is back', async () => {
    const service = await email.startService();
    expect(await email.standingWithSmtp(service)).toMatchObject({
      breaker: 'closed',
      usersSee: 'Receipts and other mails are sent within seconds.',
    });

    await email.mailServer.stop();
    const receipts = await publish(10);
    await eventually(
      async () => expect(await email.standingWithSmtp(service)).toMatchObject({ breaker: 'open' }),
      { timeoutMs: 20_000 },
    );

    await email.mailServer.start();
    const late = await publish(10);
    await eventually(async () => {
      const jobs = await Promise.all(late.map(({ jobId }) => email.queue.getJob(jobId)));
      expect(jobs.map((job) => (job?.attemptsMade ?? 0) > 0)).toEqual(late.map(() => true));
    });
    expect(await email.standingWithSmtp(service)).toMatchObject({
      breaker: 'open',
      usersSee: expect.stringContaining('they wait in the queue'),
    });
    expect(email.mailServer.connections).toBe(0);

    await eventually(
      () => {
        for (const { to } of [...receipts, ...late]) email.mailServer.onlyOneTo(to);
      },
      { timeoutMs: 45_000 },
    );
    expect(await email.standingWithSmtp(service)).toMatchObject({ breaker: 'closed' });
  });

  it('goes on with other mails, however many go to mailboxes that do not exist', async () => {
    const service = await email.startService();
    const lost = await publish(30, 'nobody.example');
    await eventually(async () => {
      const jobs = await Promise.all(lost.map(({ jobId }) => email.queue.getJob(jobId)));
      expect(jobs.map((job) => (job?.attemptsMade ?? 0) > 1)).toEqual(lost.map(() => true));
    });
    expect(await email.standingWithSmtp(service)).toMatchObject({ breaker: 'closed' });
    const [receipt] = await publish(1);
    await eventually(() => email.mailServer.onlyOneTo(receipt?.to ?? ''));
  });
});
