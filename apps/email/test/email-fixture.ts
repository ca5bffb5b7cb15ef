import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type EmailList,
  newId,
  type SendPaymentFailed,
  type SendReceipt,
  type SendRefund,
  type SendRefundFailed,
} from '@holdfast/contracts';
import { answersOk, freePort, fromCurrentBundle, ManagedProcess, prepared } from '@holdfast/local-stack';
import { openQueue } from '@holdfast/messaging';
import { DocumentedAnswers, type TestDatabase, testDatabase, testRedis } from '@holdfast/testing';
import { type Queue } from 'bullmq';
import { DataSource } from 'typeorm';
import { MailServer } from './mail-server.ts';

const dist = path.join(import.meta.dirname, '..', 'dist');
const usd = (amountMinor: number) => ({ amountMinor, currency: 'usd' });

export const aReceipt = (change: Partial<SendReceipt> = {}): SendReceipt => ({
  version: 1,
  orderId: newId('ord'),
  to: `${randomUUID()}@example.com`,
  customerName: 'Ada',
  lines: [
    {
      productId: 'prod_tea',
      name: 'Harbor black tea',
      quantity: 2,
      unitPrice: usd(2100),
      lineTotal: usd(4200),
    },
  ],
  total: usd(4200),
  paidAt: '2026-11-24T15:23:28.484Z',
  ...change,
});

export const aDecline = (change: Partial<SendPaymentFailed> = {}): SendPaymentFailed => ({
  version: 1,
  orderId: newId('ord'),
  to: `${randomUUID()}@example.com`,
  customerName: 'Ada',
  total: usd(4200),
  declineCode: 'expired_card',
  ...change,
});

export const aRefund = (change: Partial<SendRefund> = {}): SendRefund => ({
  version: 1,
  orderId: newId('ord'),
  refundId: newId('re'),
  to: `${randomUUID()}@example.com`,
  customerName: 'Ada',
  amount: usd(4200),
  refundedAt: '2026-11-24T15:23:28.484Z',
  ...change,
});

export const aFailedRefund = (change: Partial<SendRefundFailed> = {}): SendRefundFailed => ({
  version: 1,
  orderId: newId('ord'),
  refundId: newId('re'),
  to: `${randomUUID()}@example.com`,
  customerName: 'Ada',
  amount: usd(4200),
  wasReturned: true,
  requestedBy: 'customer',
  failedAt: '2026-11-27T15:23:28.484Z',
  ...change,
});

type Settings = Readonly<Record<string, string>>;

/** A migrated database, a queue, a mail server, and any number of service processes. */
export async function emailFixture(
  aDatabase: () => Promise<Pick<TestDatabase, 'url' | 'drop'>> = testDatabase,
) {
  const [database, redis] = await Promise.all([aDatabase(), testRedis()]);
  const logs = mkdtempSync(path.join(tmpdir(), 'holdfast-email-'));
  const mailServer = new MailServer();
  await mailServer.start();
  // A shared Redis holds other queues of the same name, so these use their own database.
  const queueUrl = `${redis.url}/3`;
  const queue = openQueue('email', queueUrl) as Queue;
  const environment = { DATABASE_URL: database.url, QUEUE_URL: queueUrl, SMTP_URL: mailServer.url };
  const aProcess = async (name: string, kind: 'service' | 'one-shot', port = 0, settings: Settings = {}) =>
    new ManagedProcess(
      await fromCurrentBundle({
        name,
        kind,
        command: process.execPath,
        args: [path.join(dist, name)],
        env: prepared({
          ...environment,
          PORT: String(port),
          EMAIL_FROM: 'Holdfast <shop@holdfast.example>',
          API_KEYS: 'test:s3cret-of-these-tests-alone:read',
          ...settings,
        }),
        cwd: logs,
        stopSignal: 'SIGTERM',
        dependsOn: [],
        ports: [],
        ready: () => answersOk(`http://127.0.0.1:${port}/health/ready`),
      }),
      path.join(logs, `${name}-${port}.log`),
    );
  await (await aProcess('migrate.js', 'one-shot')).start();
  const ledger = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  const processes: ManagedProcess[] = [];
  const answers = new DocumentedAnswers('email');

  return {
    mailServer,
    ledger,
    queue,

    queueUrl,
    databaseUrl: database.url,

    async startService(settings: Settings = {}) {
      const port = await freePort();
      const service = await aProcess('main.js', 'service', port, settings);
      await service.start();
      processes.push(service);
      return Object.assign(service, { url: answers.from(`http://127.0.0.1:${port}`) });
    },

    /**
     * Adds a message to the queue under a new ID, as if the outbox had published it again. Returns the job's
     * ID.
     */
    async publish(name: string, payload: unknown): Promise<string> {
      const messageId = randomUUID();
      await queue.add(
        name,
        { messageId, traceparent: null, payload },
        { jobId: messageId, attempts: 20, backoff: { type: 'full-jitter' } },
      );
      return messageId;
    },

    async emailsOf(service: { url: string }, orderId: string): Promise<EmailList['emails']> {
      const headers = { authorization: 'Bearer s3cret-of-these-tests-alone' };
      const response = await fetch(`${service.url}/emails?orderId=${orderId}`, { headers });
      return ((await response.json()) as EmailList).emails;
    },

    /** The state of the mail server's breaker, as a process reports it. */
    async standingWithSmtp(service: { url: string }): Promise<Record<string, unknown> | undefined> {
      const response = await fetch(`${service.url}/resilience`);
      const { dependencies } = (await response.json()) as { dependencies: Record<string, unknown>[] };
      return dependencies.find(({ dependency }) => dependency === 'smtp');
    },

    async stopServices(): Promise<void> {
      await Promise.all(processes.splice(0).map((service) => service.stop()));
    },

    async close(): Promise<void> {
      await this.stopServices();
      await queue.close();
      await mailServer.stop();
      await ledger.destroy();
      await database.drop();
      await redis.drop();
      rmSync(logs, { recursive: true });
      answers.verify();
    },
  };
}

export type EmailFixture = Awaited<ReturnType<typeof emailFixture>>;
