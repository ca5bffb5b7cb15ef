import { newId } from '@holdfast/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '@holdfast/testing';
import { DataSource } from 'typeorm';
import { emailDataSource } from '../database/email.data-source.ts';
import { type Claim, EmailLedger, type Recipient } from './email.ledger.ts';

const aRecipient = (): Recipient => ({ orderId: newId('ord'), kind: 'receipt', to: 'ada@example.com' });

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

  afterAll(async () => {
    await database.destroy();
    await own.drop();
  });

  const claim = (recipient: Recipient) => ledger.claim(recipient, 'holdfast.example');

  async function claimed(recipient: Recipient): Promise<Claim> {
    const result = await claim(recipient);
    if (typeof result === 'string') throw new Error(`not claimed: ${result}`);
    return result;
  }

  const endLease = ({ emailId }: Claim) =>
    database.query('update email set leased_until = clock_timestamp() where email_id = $1', [emailId]);

  it('lets one of many claims at once have the mail', async () => {
    const recipient = aRecipient();
    const claims = await Promise.all(Array.from({ length: 10 }, () => claim(recipient)));
    expect(claims.filter((result) => typeof result !== 'string')).toHaveLength(1);
    expect(claims.filter((result) => result === 'under way')).toHaveLength(9);
  });

  it('claims each kind of an order by itself', async () => {
    const recipient = aRecipient();
    const [receipt, decline] = [
      await claimed(recipient),
      await claimed({ ...recipient, kind: 'payment_failed' }),
    ];
    expect(receipt.emailId).not.toBe(decline.emailId);
  });

  it('says that a sent mail is finished', async () => {
    const recipient = aRecipient();
    expect(await ledger.markSent(await claimed(recipient))).toBe(true);
    expect(await claim(recipient)).toBe('finished');
  });

  it('leaves a held mail to a person', async () => {
    const recipient = aRecipient();
    const { emailId } = await claimed(recipient);
    await database.query(`update email set status = 'held', leased_until = null where email_id = $1`, [
      emailId,
    ]);
    expect(await claim(recipient)).toBe('finished');
  });

  it.each([
    ['was given back', (first: Claim) => ledger.giveBack(first)],
    ['was left by a process that died, once its lease has ended', endLease],
  ])('hands on what %s, under the same Message-ID', async (_, leave) => {
    const recipient = aRecipient();
    const first = await claimed(recipient);
    await leave(first);
    expect(await claim(recipient)).toEqual({ ...first, attempt: 2 });
  });

  it('lets an attempt that was overtaken change nothing', async () => {
    const recipient = aRecipient();
    const overtaken = await claimed(recipient);
    await endLease(overtaken);
    const newest = await claimed(recipient);
    expect([await ledger.markSent(overtaken), await ledger.giveBack(overtaken)]).toEqual([false, false]);
    expect(await claim(recipient)).toBe('under way');
    expect(await ledger.markSent(newest)).toBe(true);
  });
});
