import assert from 'node:assert/strict';
import { type Ledgers } from '@holdfast/witness';
import { type System } from '../system/system.ts';

type Row = Readonly<Record<string, unknown>>;

/** The emails in the inbox about an order. */
export async function mailsAbout(system: System, orderId: string): Promise<Ledgers['mails']> {
  const mails = await system.mails();
  return mails.filter(({ text }) => text.includes(orderId));
}

/** Waits for the receipt of an order. All copies must have the same Message-ID. */
export async function isMailed(
  system: System,
  orderId: string,
  timeoutMs = 20_000,
): Promise<Ledgers['mails']> {
  const mails = await system.until(
    `the receipt of ${orderId}`,
    async () => {
      const found = await mailsAbout(system, orderId);
      return found.length > 0 && found;
    },
    timeoutMs,
  );
  assert.equal(new Set(mails.map(({ messageId }) => messageId)).size, 1, `Message-IDs about ${orderId}`);
  return mails;
}

/** The receipt of an order in the ledger of the email service. */
export async function receiptRow(system: System, orderId: string): Promise<Row | undefined> {
  const rows = await system.query(
    'email',
    `select email_id, status, attempts, reason, message_id from email where order_id = $1 and kind = 'receipt'`,
    [orderId],
  );
  return rows[0];
}

/** Waits until the receipt has this status in the ledger. */
export function receiptIs(system: System, orderId: string, status: string, timeoutMs = 20_000): Promise<Row> {
  return system.until(
    `the receipt of ${orderId} is ${status}`,
    async () => {
      const row = await receiptRow(system, orderId);
      return row?.['status'] === status && row;
    },
    timeoutMs,
  );
}

/** Like an operator who runs `npm run ops -- emails resolve --send-again`. */
export async function sendAgain(system: System, emailId: unknown): Promise<void> {
  const again = `update email set status = 'queued', due_at = clock_timestamp(), uncertain_attempts = 0 where email_id = $1`;
  await system.query('email', again, [emailId]);
}

/** Like an operator who checks the mail server's log and runs `npm run ops -- emails resolve --sent`. */
export async function saySent(system: System, emailId: unknown): Promise<void> {
  const sent = `update email set status = 'sent', sent_at = clock_timestamp(), content = null, reason = null where email_id = $1`;
  await system.query('email', sent, [emailId]);
}

/** 2.1 s: no statement runs for longer, so each one that begins by then sees the email. */
export const longestStatementMs = 2_100;

/** Waits until an email of this kind has been recorded for so long. */
export const isRecorded = (system: System, orderId: string, kind: string, forMs = 0): Promise<unknown> =>
  system.until(
    `an email of kind ${kind} is recorded`,
    async () => {
      const text = `select from email where order_id = $1 and kind like $2
                      and created_at <= clock_timestamp() - $3::float8 * interval '1 millisecond'`;
      return (await system.query('email', text, [orderId, `${kind}%`, forMs])).length > 0;
    },
    20_000,
  );
