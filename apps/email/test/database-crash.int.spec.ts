import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { aReceipt, emailFixture, type EmailFixture } from './email-fixture.ts';
import { ForgetfulPostgres } from './forgetful-postgres.ts';

const patient = { timeoutMs: 30_000 };
/** With `hold`, an email that may have been sent is not sent again. Jobs of a killed process return fast. */
const settings = { EMAIL_WHEN_UNCERTAIN: 'hold', JOB_LOCK_MS: '1000' };

describe('an email whose database crashes', () => {
  let postgres: ForgetfulPostgres;
  let email: EmailFixture;
  let service: Awaited<ReturnType<EmailFixture['startService']>>;

  beforeAll(async () => {
    postgres = await ForgetfulPostgres.start();
    email = await emailFixture(() => Promise.resolve({ url: postgres.url, drop: () => postgres.drop() }));
  });

  beforeEach(async () => {
    service = await email.startService(settings);
    await postgres.pauseWalWriter();
  });

  afterEach(() => email.stopServices());
  afterAll(() => email.close());

  const rowOf = async ({ orderId }: { orderId: string }) => {
    const [row] = await email.ledger.query<{ status: string; attempts: number }[]>(
      'select status, attempts from email where order_id = $1',
      [orderId],
    );
    return row;
  };
  const isEntered = (receipt: { orderId: string }) =>
    eventually(async () => expect(await rowOf(receipt)).toEqual({ status: 'sending', attempts: 1 }));
  const isSentOnce = async (receipt: { orderId: string; to: string }) => {
    await eventually(async () => expect(await rowOf(receipt)).toMatchObject({ status: 'sent' }), patient);
    expect(email.mailServer.to(receipt.to)).toHaveLength(1);
  };

  it.each([
    ['its process survives', false],
    ['its process is killed too', true],
  ])('is sent once if its entry is lost and %s', async (_, isKilled) => {
    const receipt = aReceipt();
    const takeRecipient = email.mailServer.stall('RCPT', receipt.to);
    const id = await email.publish('send-receipt', receipt);
    await isEntered(receipt);
    if (isKilled) await service.kill();
    await postgres.crash();
    expect(await rowOf(receipt)).toBeUndefined();
    expect(await email.queue.getJobState(id)).toBe('active');
    takeRecipient();
    if (isKilled) await email.startService(settings);
    await isSentOnce(receipt);
  });

  it('keeps an entry that another delivery of its job relied on', async () => {
    const receipt = aReceipt();
    const takeRecipient = email.mailServer.stall('RCPT', receipt.to);
    await email.publish('send-receipt', receipt);
    await isEntered(receipt);
    const again = await email.publish('send-receipt', receipt);
    await eventually(async () => expect(await email.queue.getJobState(again)).toBe('completed'));
    await postgres.crash();
    expect(await rowOf(receipt)).toEqual({ status: 'sending', attempts: 1 });
    takeRecipient();
    await isSentOnce(receipt);
  });

  it('keeps its entry and its marker once the final dot may have been sent', async () => {
    const receipt = aReceipt();
    const answer = email.mailServer.stall('DATA', receipt.to);
    await email.publish('send-receipt', receipt);
    await eventually(() => expect(email.mailServer.to(receipt.to)).toHaveLength(1));
    await service.kill();
    await postgres.crash();
    answer();
    await email.ledger.query(`update email set leased_until = clock_timestamp() where status = 'sending'`);
    await email.startService(settings);
    await eventually(async () => expect(await rowOf(receipt)).toMatchObject({ status: 'held' }), patient);
    expect(email.mailServer.to(receipt.to)).toHaveLength(1);
  });
});
