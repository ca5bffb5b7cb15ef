import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, TcpGate } from '@holdfast/testing';
import { aReceipt, emailFixture, type EmailFixture } from './email-fixture.ts';
import { LedgerLocks } from './ledger-locks.ts';

const patient = { timeoutMs: 30_000 };
const hold = { EMAIL_WHEN_UNCERTAIN: 'hold' };

describe('an email', () => {
  let email: EmailFixture;
  let locks: LedgerLocks;

  beforeAll(async () => {
    email = await emailFixture();
  });

  beforeEach(() => {
    locks = new LedgerLocks(email.ledger);
  });

  afterEach(async () => {
    await locks.release();
    email.mailServer.answerAll();
  });

  afterAll(() => email.close());

  /** A process with another queue gets none of these jobs: it only sends due emails from the ledger. */
  const elsewhere = () => ({ QUEUE_URL: email.queueUrl.replace(/3$/, '4') });

  const endLeases = () =>
    email.ledger.query(`update email set leased_until = clock_timestamp() where status = 'sending'`);

  const statusOf = async ({ orderId }: { orderId: string }) => {
    const [row] = await email.ledger.query<{ status: string }[]>(
      'select status from email where order_id = $1',
      [orderId],
    );
    return row?.status;
  };

  const isSent = (receipt: { orderId: string }) =>
    eventually(async () => expect(await statusOf(receipt)).toBe('sent'), patient);

  const attemptsOf = async ({ orderId }: { orderId: string }) => {
    const [row] = await email.ledger.query<{ attempts: number }[]>(
      'select attempts from email where order_id = $1',
      [orderId],
    );
    return row?.attempts;
  };

  const copiesOf = ({ to }: { to: string }) => email.mailServer.to(to).length;

  const publish = (receipt: object) => email.publish('send-receipt', receipt);

  describe('when processes are killed and replaced', () => {
    afterEach(() => email.stopServices());

    it.each([
      [
        'resend',
        {
          beforeEntry: 1,
          beforeRecipient: 1,
          beforeFinalDot: 1,
          beforeAnswer: 2,
          beforeSent: 2,
          beforeAck: 1,
        },
      ],
      [
        'hold',
        {
          beforeEntry: 1,
          beforeRecipient: 1,
          beforeFinalDot: 1,
          beforeAnswer: 1,
          beforeSent: 1,
          beforeAck: 1,
        },
      ],
    ])(
      'is sent once wherever its process is killed, except in the uncertain window (%s)',
      async (policy, expected) => {
        const gate = new TcpGate(new URL(email.queueUrl));
        await gate.open();
        const { mailServer } = email;
        const mails = {
          beforeEntry: aReceipt(),
          beforeRecipient: aReceipt(),
          beforeFinalDot: aReceipt(),
          beforeAnswer: aReceipt(),
          beforeSent: aReceipt(),
          beforeAck: aReceipt(),
        };
        const { beforeEntry, beforeRecipient, beforeFinalDot, beforeAnswer, beforeSent, beforeAck } = mails;
        await locks.beforeEntry(beforeEntry.orderId);
        const takeNext = mailServer.stall('RCPT', beforeRecipient.to);
        const takeRecipient = mailServer.stall('RCPT', beforeFinalDot.to);
        const answerNext = mailServer.stall('DATA', beforeAnswer.to);
        const answer = mailServer.stall('DATA', beforeSent.to);
        const answerLast = mailServer.stall('DATA', beforeAck.to);
        const killed = await email.startService({ EMAIL_WHEN_UNCERTAIN: policy, QUEUE_URL: gate.url });

        await Promise.all(Object.values(mails).map(publish));
        await eventually(async () => {
          for (const mail of [beforeRecipient, beforeFinalDot]) expect(await statusOf(mail)).toBe('sending');
          for (const mail of [beforeAnswer, beforeSent, beforeAck]) expect(copiesOf(mail)).toBe(1);
        });
        await locks.onRow(beforeFinalDot.orderId);
        takeRecipient();
        await locks.onRow(beforeSent.orderId);
        answer();
        await locks.untilWaiting(3);
        gate.freeze();
        answerLast();
        await isSent(beforeAck);
        expect(copiesOf(beforeFinalDot)).toBe(0);
        await killed.kill();
        takeNext();
        answerNext();
        await locks.cutOffWaiting();
        await locks.release();
        await gate.shut();

        await endLeases();
        await email.startService({ EMAIL_WHEN_UNCERTAIN: policy });
        // Stands in for the queue, which redelivers the jobs of a crashed process more slowly.
        await Promise.all(Object.values(mails).map(publish));
        const uncertain = [beforeAnswer, beforeSent];
        const certain = Object.values(mails).filter((mail) => !uncertain.includes(mail));
        await Promise.all(certain.map(isSent));
        const ending = policy === 'hold' ? 'held' : 'sent';
        await eventually(async () => {
          for (const mail of uncertain) expect(await statusOf(mail)).toBe(ending);
        }, patient);
        const copies = Object.fromEntries(
          Object.entries(mails).map(([name, mail]) => [name, copiesOf(mail)]),
        );
        expect(copies).toEqual(expected);
        for (const { to } of uncertain)
          expect(new Set(mailServer.to(to).map(({ mail }) => mail.messageId)).size).toBe(1);
      },
    );

    it.each([
      ['resend', 2],
      ['hold', 1],
    ])(
      'is held once %s has sent all the copies that it may, if none is confirmed',
      async (policy, copies) => {
        await email.startService({ EMAIL_WHEN_UNCERTAIN: policy });
        const receipt = aReceipt({ to: `${randomUUID()}@mute.example` });
        await publish(receipt);
        await eventually(async () => expect(await statusOf(receipt)).toBe('held'), patient);
        expect([copiesOf(receipt), await attemptsOf(receipt)]).toEqual([copies, copies]);
      },
    );

    it('is sent once for each of a hundred orders while three workers are replaced one by one', async () => {
      const receipts = Array.from({ length: 100 }, () => aReceipt());
      const start = () => email.startService();
      const old = await Promise.all([start(), start(), start()]);
      const publishing = (async () => {
        for (const receipt of receipts) await Promise.all([publish(receipt), publish(receipt)]);
      })();
      await eventually(() => expect(email.mailServer.delivered.length).toBeGreaterThan(0));
      for (const worker of old) {
        expect(await worker.stop()).toBe(true);
        await start();
      }
      await publishing;
      await Promise.all(receipts.map(isSent));
      expect(receipts.map(copiesOf)).toEqual(receipts.map(() => 1));
    });

    it('gets no final dot from a process that was paused while another sent it', async () => {
      await email.startService(elsewhere());
      const zombie = await email.startService();
      const receipt = aReceipt();
      const takeRecipient = email.mailServer.stall('RCPT', receipt.to);
      await publish(receipt);
      await eventually(async () => expect(await statusOf(receipt)).toBe('sending'));
      zombie.pause();
      await endLeases();
      await eventually(async () => expect(await attemptsOf(receipt)).toBe(2));
      takeRecipient();
      await isSent(receipt);
      zombie.resume();
      // It finishes the current emails before it exits.
      expect(await zombie.stop()).toBe(true);
      expect([copiesOf(receipt), await attemptsOf(receipt)]).toEqual([1, 2]);
    });

    it('is held if its process pauses in the uncertain window, and marked as sent when it resumes', async () => {
      await email.startService({ ...hold, ...elsewhere() });
      const zombie = await email.startService(hold);
      const receipt = aReceipt();
      const answer = email.mailServer.stall('DATA', receipt.to);
      await publish(receipt);
      await eventually(() => expect(copiesOf(receipt)).toBe(1));
      zombie.pause();
      await endLeases();
      await eventually(async () => expect(await statusOf(receipt)).toBe('held'));
      answer();
      zombie.resume();
      await isSent(receipt);
      expect(copiesOf(receipt)).toBe(1);
    });
  });

  describe('when its process keeps running', () => {
    beforeAll(async () => {
      await email.startService(hold);
    });
    afterAll(() => email.stopServices());

    it('is held if the connection breaks in the uncertain window', async () => {
      const receipt = aReceipt();
      email.mailServer.stall('DATA', receipt.to);
      await publish(receipt);
      await eventually(() => expect(copiesOf(receipt)).toBe(1));
      await email.mailServer.stop();
      await eventually(async () => expect(await statusOf(receipt)).toBe('held'));
      await email.mailServer.start();
      expect(copiesOf(receipt)).toBe(1);
    });

    it('is recorded as sent although the database disconnects at that moment', async () => {
      const receipt = aReceipt();
      const answer = email.mailServer.stall('DATA', receipt.to);
      await publish(receipt);
      await eventually(() => expect(copiesOf(receipt)).toBe(1));
      await locks.onRow(receipt.orderId);
      answer();
      await locks.untilWaiting(1);
      await locks.cutOffWaiting();
      await locks.release();
      await isSent(receipt);
      expect(copiesOf(receipt)).toBe(1);
    });

    it('is sent to a mailbox that greylists', async () => {
      const receipt = aReceipt();
      email.mailServer.greylist(receipt.to);
      await publish(receipt);
      await isSent(receipt);
      expect([copiesOf(receipt), await attemptsOf(receipt)]).toEqual([1, 2]);
    });

    it('is sent although the queue lost its job', async () => {
      await email.mailServer.stop();
      const receipt = aReceipt();
      await publish(receipt);
      await eventually(async () => expect(await statusOf(receipt)).toBe('queued'));
      await email.queue.obliterate({ force: true });
      await email.mailServer.start();
      await isSent(receipt);
      expect(copiesOf(receipt)).toBe(1);
    });
  });
});
