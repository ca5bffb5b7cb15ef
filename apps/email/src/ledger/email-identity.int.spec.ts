import { newId } from '@holdfast/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '@holdfast/testing';
import { DataSource } from 'typeorm';
import { emailDataSource } from '../database/email.data-source.ts';
import { type OrderEmail } from '../emails/order-email.ts';
import { type EmailClaim, EmailLedger, type Next } from './email.ledger.ts';

const refundedAt = '2026-11-24T15:23:28.484Z';
const soon: Next = { kind: 'queued', afterMs: 0 };

const facts = (orderId: string, refundId: string) =>
  ({
    version: 1,
    orderId,
    refundId,
    to: 'ada@example.com',
    customerName: 'Ada',
    amount: { amountMinor: 4200, currency: 'usd' },
  }) as const;

const aRefund = (orderId = newId('ord'), refundId = newId('re')): OrderEmail & { kind: 'refund' } => ({
  kind: 'refund',
  job: { ...facts(orderId, refundId), refundedAt },
});

const aboutPayment = (orderId: string) =>
  ({ version: 1, orderId, to: 'ada@example.com', customerName: 'Ada' }) as const;

const total = { amountMinor: 4200, currency: 'usd' };

const extraCharge = (
  orderId: string,
  why: 'order_failed' | 'order_paid_otherwise',
): OrderEmail & { kind: 'extra_charge' } => ({
  kind: 'extra_charge',
  job: { ...aboutPayment(orderId), paymentId: newId('pay'), amount: total, why },
});

const itsFailure = ({ job: { orderId, refundId } }: OrderEmail & { kind: 'refund' }): OrderEmail => ({
  kind: 'refund_failed',
  job: { ...facts(orderId, refundId), wasReturned: true, requestedBy: 'customer', failedAt: refundedAt },
});

/** Inserts an email without its refund in `kind`, as an older version does. */
const earlierEntry = `
  insert into email as e (email_id, order_id, kind, recipient, message_id, content, status, attempts, unfinished_attempt, attempted_at, leased_until)
  values ($1, $2, 'refund', 'ada@example.com', $1, $3::jsonb, 'sending', 1, 1, clock_timestamp(), clock_timestamp() + interval '30 s')
  on conflict (order_id, kind) do update set content = excluded.content
    where e.content is null and e.status in ('queued', 'sending')
  returning email_id`;

describe('the identity of an email', () => {
  let own: TestDatabase;
  let database: DataSource;
  let ledger: EmailLedger;

  beforeAll(async () => {
    own = await testDatabase();
    database = await new DataSource(emailDataSource(own.url)).initialize();
    await database.runMigrations();
    ledger = new EmailLedger(database);
  });

  beforeEach(() => database.query('truncate email'));

  afterAll(async () => {
    await database.destroy();
    await own.drop();
  });

  const enter = (email: OrderEmail) => ledger.enter(email, 'holdfast.example');
  const entered = async (email: OrderEmail): Promise<EmailClaim> => {
    const claim = await enter(email);
    if (claim === undefined) throw new Error('it was not claimed');
    return claim;
  };
  const statuses = () =>
    database.query<unknown[]>(
      'select kind, status, given_up_at is not null as ended from email order by kind',
    );
  const byEarlierVersion = ({ job }: OrderEmail) =>
    database.query<unknown[]>(earlierEntry, [newId('eml'), job.orderId, JSON.stringify(job)]);

  it('is unique for each refund of an order and for its failure', async () => {
    const first = aRefund();
    const second = aRefund(first.job.orderId);
    for (const email of [first, second, itsFailure(second)]) {
      await ledger.markSent(await entered(email));
      expect(await enter(email)).toBeUndefined();
    }
    expect(await statuses()).toHaveLength(3);
  });

  it('gives the email to one of many concurrent attempts, and none of the others fails', async () => {
    const email = aRefund();
    const claims = await Promise.all(Array.from({ length: 20 }, () => enter(email)));
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
  });

  it('determines the Message-ID, which survives the loss of the ledger and differs for each refund', async () => {
    const email = aRefund();
    const { messageId } = await entered(email);
    expect((await entered(aRefund(email.job.orderId))).messageId).not.toBe(messageId);
    await database.query('truncate email');
    expect((await entered(email)).messageId).toBe(messageId);
    expect(messageId).toMatch(/^<refund\.[0-9a-f]{32}@holdfast\.example>$/);
  });

  describe('when a refund has failed before its own email was sent', () => {
    const withdrawn = { status: 'held', ended: true };

    it('never sends the email of the refund if it arrives later', async () => {
      const refund = aRefund();
      await ledger.markSent(await entered(itsFailure(refund)));
      expect(await enter(refund)).toBeUndefined();
      expect(await ledger.claimDue(10, 2)).toEqual([]);
      expect(await statuses()).toMatchObject([withdrawn, { status: 'sent' }]);
    });

    it('withdraws the waiting email of the refund', async () => {
      const refund = aRefund();
      await ledger.release(await entered(refund), soon, { kind: 'deferred', reason: 'greylisted' });
      await entered(itsFailure(refund));
      expect(await ledger.claimDue(10, 2)).toEqual([]);
      expect(await statuses()).toMatchObject([withdrawn, { status: 'sending' }]);
    });

    it('refuses the final dot to an attempt in progress, and waits until it is over', async () => {
      const refund = aRefund();
      const attempt = await entered(refund);
      expect(await enter(itsFailure(refund))).toBeUndefined();
      expect(await ledger.claimDue(10, 2)).toEqual([]);
      expect(await ledger.markFinalDot(attempt)).toBe(false);
      await ledger.release(attempt, soon, { kind: 'unreachable', reason: 'it was overtaken' });
      expect(await ledger.claimDue(10, 2)).toMatchObject([{ kind: 'refund_failed', attempt: 1 }]);
      expect(await statuses()).toMatchObject([withdrawn, { status: 'sending' }]);
    });

    it('withdraws an email that may have been sent, and says so', async () => {
      const refund = aRefund();
      const attempt = await entered(refund);
      expect(await ledger.markFinalDot(attempt)).toBe(true);
      expect(await enter(itsFailure(refund))).toBeUndefined();
      await database.query(`update email set leased_until = clock_timestamp() where status = 'sending'`);
      expect(await ledger.claimDue(1, 2)).toEqual([]);
      const [row] = await database.query<{ reason: string }[]>(
        `select reason from email where status = 'held'`,
      );
      expect(row?.reason).toContain('may have been sent');
    });

    it('follows an email whose final dot was sent already', async () => {
      const refund = aRefund();
      const attempt = await entered(refund);
      expect(await ledger.markFinalDot(attempt)).toBe(true);
      expect(await enter(itsFailure(refund))).toBeUndefined();
      await ledger.markSent(attempt);
      expect(await ledger.claimDue(10, 2)).toMatchObject([{ kind: 'refund_failed' }]);
    });
  });

  describe('when an order that had failed is charged late', () => {
    it('withdraws the email that says that nothing was charged, but sends one for each such charge', async () => {
      const orderId = newId('ord');
      const waiting = await entered({
        kind: 'payment_failed',
        job: { ...aboutPayment(orderId), total, declineCode: null },
      });
      await ledger.release(waiting, soon, { kind: 'deferred', reason: 'greylisted' });
      const charge = extraCharge(orderId, 'order_failed');
      await entered(charge);
      expect(await enter(charge)).toBeUndefined();
      await entered(extraCharge(orderId, 'order_failed'));
      expect(await ledger.claimDue(10, 2)).toEqual([]);
      expect(await statuses()).toMatchObject([
        { status: 'sending' },
        { status: 'sending' },
        { kind: 'payment_failed', status: 'held', ended: true },
      ]);
    });

    it('leaves the receipt of an order that was paid twice', async () => {
      const orderId = newId('ord');
      const job = { ...aboutPayment(orderId), lines: [], total, paidAt: refundedAt };
      await entered(extraCharge(orderId, 'order_paid_otherwise'));
      expect(await entered({ kind: 'receipt', job })).toMatchObject({ kind: 'receipt' });
    });

    it('withdraws the promise of a refund that has failed', async () => {
      const charge = extraCharge(newId('ord'), 'order_failed');
      await ledger.release(await entered(charge), soon, { kind: 'deferred', reason: 'greylisted' });
      await entered({ kind: 'extra_charge_refund_failed', job: charge.job });
      expect(await ledger.claimDue(10, 2)).toEqual([]);
      expect(await statuses()).toMatchObject([{ status: 'held', ended: true }, { status: 'sending' }]);
    });
  });

  describe('beside an older version', () => {
    it('is the same for both: neither sends an email that the other recorded', async () => {
      const [first, second] = [aRefund(), aRefund()];
      expect(await byEarlierVersion(first)).toHaveLength(1);
      expect(await enter(first)).toBeUndefined();
      await entered(second);
      expect(await byEarlierVersion(second)).toEqual([]);
    });

    it('matches an email sent before the upgrade to its own refund, not to the next one', async () => {
      const refund = aRefund();
      await database.query(
        `insert into email (email_id, order_id, kind, recipient, message_id, status, attempts, created_at, sent_at)
         values ('eml_old', $1, 'refund', 'ada@example.com', '<old@x>', 'sent', 1, $2, $2)`,
        [refund.job.orderId, refundedAt],
      );
      const next = aRefund(refund.job.orderId);
      await entered({ ...next, job: { ...next.job, refundedAt: '2026-11-27T08:00:00.000Z' } });
      expect(await enter(refund)).toBeUndefined();
      expect(await enter(refund)).toBeUndefined();
      expect(await statuses()).toHaveLength(2);
    });
  });
});
