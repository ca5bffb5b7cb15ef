import { newId } from '@holdfast/contracts';
import { Resilience } from '@holdfast/resilience';
import { metrics } from '@holdfast/service-defaults';
import { eventually, type TestDatabase, testDatabase } from '@holdfast/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { DataSource } from 'typeorm';
import { emailDataSource } from '../database/email.data-source.ts';
import { EmailLedger } from '../ledger/email.ledger.ts';
import { DueEmailsSender } from './due-emails.sender.ts';
import { SendEmailHandler } from './send-email.handler.ts';
import { SmtpClient } from './smtp.client.ts';

const config = {
  EMAIL_WHEN_UNCERTAIN: 'resend',
  SMTP_URL: 'smtp://127.0.0.1:1',
  EMAIL_FROM: { name: 'Holdfast', address: 'shop@holdfast.example' },
} as const;

describe('DueEmailsSender', () => {
  let own: TestDatabase;
  let database: DataSource;
  let smtp: SmtpClient;
  let handler: SendEmailHandler;
  let sender: DueEmailsSender;

  beforeAll(async () => {
    own = await testDatabase();
    database = await new DataSource(emailDataSource(own.url)).initialize();
    await database.runMigrations();
    const logger = pino({ level: 'silent' });
    const ledger = new EmailLedger(database);
    smtp = new SmtpClient(new Resilience(), config);
    handler = new SendEmailHandler(ledger, smtp, config, logger);
    sender = new DueEmailsSender(ledger, handler, config, logger);
  });

  afterAll(async () => {
    smtp.onApplicationShutdown();
    await database.destroy();
    await own.drop();
  });

  const aReceipt = () => ({
    version: 1 as const,
    orderId: newId('ord'),
    to: 'ada@example.com',
    customerName: 'Ada',
    lines: [],
    total: { amountMinor: 4200, currency: 'usd' },
    paidAt: '2026-11-24T15:23:28.484Z',
  });

  const valuesOf = async (name: string) =>
    (await metrics.getSingleMetric(name)?.get())?.values.map(({ labels, value }) => [labels, value]);

  it('reports the number of unsent emails and the age of the oldest', async () => {
    await handler.sendOnce({ kind: 'receipt', job: aReceipt() });
    await handler.sendOnce({ kind: 'receipt', job: aReceipt() });
    await database.query(`update email set pending_since = clock_timestamp() - interval '1 hour'`);
    await sender.measure();
    expect(await valuesOf('email_unsent')).toEqual([[{ state: 'queued', kind: 'receipt' }, 2]]);
    const oldest = await valuesOf('email_oldest_unsent_seconds');
    expect(oldest?.slice(1)).toEqual([
      [{ state: 'sending' }, 0],
      [{ state: 'held' }, 0],
    ]);
    expect(oldest?.[0]?.[1]).toBeGreaterThanOrEqual(3_600);
    await database.query('truncate email');
    await sender.measure();
    expect(await valuesOf('email_unsent')).toEqual([]);
  });

  it('measures while a long backlog is being sent', async () => {
    await handler.sendOnce({ kind: 'receipt', job: aReceipt() });
    await database.query(`update email set due_at = clock_timestamp() + interval '1 hour'`);
    const backlog = Promise.withResolvers<never[]>();
    const ledger = Object.assign(new EmailLedger(database), { claimDue: () => backlog.promise });
    const busy = new DueEmailsSender(ledger, handler, config, pino({ level: 'silent' }));
    busy.onApplicationBootstrap();
    await eventually(async () =>
      expect(await valuesOf('email_unsent')).toEqual([[{ state: 'queued', kind: 'receipt' }, 1]]),
    );
    backlog.resolve([]);
    await busy.onModuleDestroy();
    await database.query('truncate email');
  });

  it('continues without a pause only while whole batches are accepted', async () => {
    expect(await sender.runOnce()).toBe(false);
    await Promise.all(
      Array.from({ length: 10 }, () => handler.sendOnce({ kind: 'receipt', job: aReceipt() })),
    );
    await database.query('update email set due_at = clock_timestamp()');
    expect(await sender.runOnce()).toBe(false);
    const [row] = await database.query<unknown[]>(
      'select min(attempts) as tried, status from email group by 2',
    );
    expect(row).toEqual({ tried: 2, status: 'queued' });
  });

  it('continues with other emails if it cannot read one', async () => {
    await database.query('truncate email');
    await handler.sendOnce({ kind: 'receipt', job: aReceipt() });
    await database.query(`update email set content = '{}', due_at = clock_timestamp()`);
    await handler.sendOnce({ kind: 'receipt', job: aReceipt() });
    await database.query('update email set due_at = clock_timestamp()');
    await sender.runOnce();
    const rows = await database.query<unknown[]>('select status, attempts from email order by status');
    expect(rows).toEqual([
      { status: 'queued', attempts: 2 },
      { status: 'sending', attempts: 2 },
    ]);
  });
});
