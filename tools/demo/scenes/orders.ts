import { bodyOf, type CustomerResponse } from '@holdfast/witness';
import { type Stage } from '../stage.ts';

/** The receipt of an order is relayed, queued and sent within 30 s, even after an outage. */
const receiptMs = 30_000;

export const orderIdIn = (placed: CustomerResponse): string => String(bodyOf(placed)['orderId']);

/** A response in a few words. */
const inShort = ({ status, failure, text }: CustomerResponse): string =>
  `${status === 0 ? 'no response' : status} ${failure ?? text.slice(0, 80)}`;

/** Checks that a response is a paid order. */
export function seesPaid(stage: Stage, placed: CustomerResponse): string {
  const tookMs = Math.round(placed.endedAt - placed.startedAt);
  const isPaid = placed.status === 201 && bodyOf(placed)['status'] === 'paid';
  stage.checks(`Ada sees 201 after ${tookMs} ms: the order is paid`, isPaid, `she sees ${inShort(placed)}`);
  return orderIdIn(placed);
}

/** Checks that a response accepts an order whose payment is open. */
export function seesPending(stage: Stage, placed: CustomerResponse): string {
  const isPending = placed.status === 202 && bodyOf(placed)['status'] === 'payment_pending';
  const found = `she sees ${inShort(placed)}`;
  stage.checks('Ada sees 202: we have her order, and its payment is pending', isPending, found);
  return orderIdIn(placed);
}

export async function seesOneCharge(stage: Stage, orderId: string): Promise<void> {
  await stage.sees("Stripe's ledger has one charge for it, of $42.00", async () => {
    const charges = await stage.stack.charges({ orderId });
    const [{ status = '', amountMinor = 0 } = {}, ...others] = charges;
    if (status === 'succeeded' && amountMinor === 4200 && others.length === 0) return true;
    throw new Error(`it has ${charges.length}`);
  });
}

/** Checks that each of these orders has one receipt, by Message-ID. */
export async function seesOneReceiptEach(
  stage: Stage,
  sentence: string,
  orderIds: readonly string[],
): Promise<void> {
  const look = async (): Promise<boolean> => {
    const receipts = [...(await stage.stack.receipts(orderIds)).values()].map(({ length }) => length);
    if (receipts.every((count) => count === 1)) return true;
    throw new Error(`there are ${receipts.join(', ')}`);
  };
  await stage.sees(sentence, look, receiptMs);
}

export const seesOneReceipt = (stage: Stage, orderId: string): Promise<void> =>
  seesOneReceiptEach(stage, 'One receipt is in the inbox', [orderId]);
