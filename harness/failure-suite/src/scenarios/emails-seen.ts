import assert from 'node:assert/strict';
import { type Ledgers } from '../system/ledgers.ts';
import { type System } from '../system/system.ts';

type Row = Readonly<Record<string, unknown>>;

/** What arrived in the inbox about an order. */
export async function mailsAbout(system: System, orderId: string): Promise<Ledgers['mails']> {
  const mails = await system.mails();
  return mails.filter(({ text }) => text.includes(orderId));
}

/** Waits for the receipt of an order, and demands that it is one message, however many copies of it came. */
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

/** What email's own ledger says of the receipt of an order. */
export async function receiptRow(system: System, orderId: string): Promise<Row | undefined> {
  const rows = await system.query(
    'email',
    `select email_id, status, attempts, reason, message_id from email where order_id = $1 and kind = 'receipt'`,
    [orderId],
  );
  return rows[0];
}

/** Waits until email's ledger says so of the receipt. */
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
