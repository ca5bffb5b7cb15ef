import { newId } from '@holdfast/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '@holdfast/testing';
import { DataSource } from 'typeorm';
import { emailDataSource } from '../database/email.data-source.ts';
import { type OrderEmail } from '../emails/order-email.ts';
import { type EmailClaim, EmailLedger, type Next } from './email.ledger.ts';

const atOnce: Next = { kind: 'queued', afterMs: 0 };
const unsent = (reason: string) => ({ kind: 'unreachable', reason }) as const;
const uncertain = { kind: 'uncertain', reason: 'no response' } as const;

function anEmail(orderId = newId('ord')): OrderEmail & { kind: 'refund' } {
  return {
    kind: 'refund',
    job: {
      version: 1,
      orderId,
      refundId: newId('re'),
      to: 'ada@example.com',
      customerName: 'Ada',
      amount: { amountMinor: 4200, currency: 'usd' },
      refundedAt: '2026-11-24T15:23:28.484Z',
    },
  };
}

describe('EmailLedger', () => {
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

  const enter = (email: OrderEmail = anEmail()) => ledger.enter(email, 'holdfast.example');

  async function entered(email?: OrderEmail): Promise<EmailClaim> {
    const claim = await enter(email);
    if (claim === undefined) throw new Error('it was recorded before');
    return claim;
  }

  async function claimedAnew(): Promise<EmailClaim> {
    const [claim] = await ledger.claimDue(1, 2);
    if (claim === undefined) throw new Error('nothing is due');
    return claim;
  }

  const set = (change: string) => database.query(`update email set ${change}`);
  const endLease = () => set(`leased_until = clock_timestamp()`);
  const row = async () => {
    const [found] = await database.query<Record<string, unknown>[]>('select * from email');
    return found;
  };

  describe('enter', () => {
    it('gives the email to one of many concurrent attempts', async () => {
      const email = anEmail();
      const claims = await Promise.all(Array.from({ length: 10 }, () => enter(email)));
      expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
    });

    it.each([
      ['is being sent', () => Promise.resolve()],
      ['waits', (claim: EmailClaim) => ledger.release(claim, atOnce, unsent('not now'))],
      ['is sent', (claim: EmailClaim) => ledger.markSent(claim)],
      ['is held', (claim: EmailClaim) => ledger.release(claim, { kind: 'held' }, unsent('no'))],
    ])('does not change an email that %s', async (_, become) => {
      const email = anEmail();
      await become(await entered(email));
      const before = await row();
      expect(await enter(email)).toBeUndefined();
      expect(await row()).toEqual(before);
    });

    it('adds the content of an email that an older version left waiting', async () => {
      const email = anEmail();
      await database.query(
        `insert into email (email_id, order_id, kind, recipient, message_id, status, attempts)
         values ('eml_old', $1, 'refund', 'ada@example.com', '<eml_old@holdfast.example>', 'queued', 3)`,
        [email.job.orderId],
      );
      expect(await ledger.claimDue(10, 2)).toEqual([]);
      expect(await enter(email)).toBeUndefined();
      expect(await ledger.claimDue(10, 2)).toMatchObject([
        { emailId: 'eml_old', attempt: 4, content: email.job },
      ]);
    });
  });

  it('withdraws an email to a customer who was forgotten', async () => {
    const { kind, job } = anEmail();
    expect(
      await enter({ kind, job: { ...job, to: 'forgotten-5f0c9a1e7b3d2468@forgotten.invalid' } }),
    ).toBeUndefined();
    expect(await row()).toMatchObject({
      status: 'held',
      reason: 'Withdrawn: the customer was forgotten.',
      given_up_at: expect.any(Date),
      content: null,
      attempts: 0,
    });
  });

  describe('claimDue', () => {
    it('gives a due email to one of many processes, with its content', async () => {
      const email = anEmail();
      const first = await entered(email);
      await ledger.release(first, atOnce, unsent('not now'));
      const all = (await Promise.all(Array.from({ length: 5 }, () => ledger.claimDue(10, 2)))).flat();
      expect(all).toEqual([{ ...first, attempt: 2, content: email.job, wasUncertain: false }]);
    });

    it('skips emails that must wait, are being sent, were sent or are held', async () => {
      await entered();
      await ledger.release(await entered(), { kind: 'queued', afterMs: 3_600_000 }, unsent('not now'));
      await ledger.markSent(await entered());
      await ledger.release(await entered(), { kind: 'held' }, unsent('no'));
      expect(await ledger.claimDue(10, 2)).toEqual([]);
    });

    it('takes over the email of a crashed process once its lease has ended', async () => {
      await entered();
      await endLease();
      expect(await ledger.claimDue(10, 1)).toMatchObject([{ attempt: 2, wasUncertain: false }]);
    });

    it('takes over an email that may have been sent only if it may be sent twice', async () => {
      await ledger.markFinalDot(await entered());
      await endLease();
      expect(await ledger.claimDue(10, 1)).toEqual([]);
      expect(await ledger.claimDue(10, 2)).toMatchObject([
        { attempt: 2, uncertainAttempts: 1, wasUncertain: true },
      ]);
    });

    it('takes over no email that as many attempts as allowed may have sent', async () => {
      const first = await entered();
      await ledger.markFinalDot(first);
      await ledger.release(first, atOnce, uncertain);
      const second = await claimedAnew();
      expect(second).toMatchObject({ attempt: 2, uncertainAttempts: 1 });
      await ledger.markFinalDot(second);
      await endLease();
      expect(await ledger.claimDue(10, 2)).toEqual([]);
      expect(await ledger.holdAbandoned(2)).toBe(1);
      expect(await row()).toMatchObject({ status: 'held', uncertain_attempts: 2 });
    });

    it('counts only uncertain attempts against that limit', async () => {
      await ledger.release(await entered(), atOnce, unsent('not now'));
      for (const attempt of [2, 3, 4]) {
        const claim = await claimedAnew();
        expect(claim).toMatchObject({ attempt, uncertainAttempts: 0 });
        await ledger.release(claim, atOnce, unsent('still not now'));
      }
    });

    it('treats an email that an older version was sending as possibly sent', async () => {
      const { emailId } = await entered();
      // The way an older version takes an email over.
      await set(`attempts = attempts + 1, leased_until = clock_timestamp()`);
      expect(await ledger.claimDue(10, 1)).toEqual([]);
      expect(await ledger.claimDue(10, 2)).toMatchObject([{ emailId, wasUncertain: true }]);
    });
  });

  it('holds only abandoned emails that may have been sent', async () => {
    await ledger.markFinalDot(await entered());
    await entered();
    expect(await ledger.holdAbandoned(1)).toBe(0);
    await endLease();
    expect(await ledger.holdAbandoned(1)).toBe(1);
    expect(await ledger.claimDue(10, 1)).toHaveLength(1);
  });

  describe('a superseded attempt', () => {
    let overtaken: EmailClaim;
    let newest: EmailClaim;

    beforeEach(async () => {
      overtaken = await entered();
      await endLease();
      newest = await claimedAnew();
    });

    it('may neither send the final dot nor release its email', async () => {
      expect(await ledger.markFinalDot(overtaken)).toBe(false);
      expect(await ledger.release(overtaken, atOnce, unsent('no'))).toBeUndefined();
      expect(await ledger.markFinalDot(newest)).toBe(true);
    });

    it('may report that its email was sent, after which the newest attempt sends none', async () => {
      expect(await ledger.markSent(overtaken)).toBe(true);
      expect(await ledger.markFinalDot(newest)).toBe(false);
      expect(await ledger.markSent(newest)).toBe(false);
    });
  });

  it('marks a held email as sent if the uncertain attempt gets its response after all', async () => {
    const claim = await entered();
    await ledger.markFinalDot(claim);
    await endLease();
    await ledger.holdAbandoned(1);
    expect(await ledger.markSent(claim)).toBe(true);
    expect(await row()).toMatchObject({ status: 'sent', reason: null });
  });

  it('keeps only the address of the personal data in a sent email', async () => {
    await ledger.markSent(await entered());
    expect(JSON.stringify(await row())).not.toContain('Ada');
  });

  it('holds an email after four days of attempts', async () => {
    const claim = await entered();
    expect(await ledger.release(claim, atOnce, unsent('not now'))).toBe('queued');
    await set(`pending_since = clock_timestamp() - interval '97 hours'`);
    expect(await ledger.release(await claimedAnew(), atOnce, unsent('still not now'))).toBe('held');
    expect(await row()).toMatchObject({ status: 'held', reason: 'still not now' });
  });

  it('counts unsent emails, except those that an operator gave up', async () => {
    await entered();
    await ledger.markSent(await entered());
    await ledger.release(await entered(), { kind: 'held' }, unsent('no'));
    await set(`given_up_at = clock_timestamp() where status = 'held'`);
    await ledger.release(await entered(), { kind: 'held' }, unsent('no'));
    const counted = await ledger.unsent();
    expect(counted.map(({ state, kind, emails }) => [state, kind, emails]).toSorted()).toEqual([
      ['held', 'refund', 1],
      ['sending', 'refund', 1],
    ]);
    for (const { oldestSeconds } of counted) expect(oldestSeconds).toBeGreaterThanOrEqual(0);
  });
});
