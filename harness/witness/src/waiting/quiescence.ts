import { awaitRest, type Rest, type RestOptions, type Watched } from '@holdfast/engine';
import { type Ledgers } from '../ledgers/ledgers.ts';

const isOpen = (status: unknown): boolean => /pending|requires_action|queued|sending/.test(String(status));

/** Paid orders whose receipt neither arrived nor waits for an operator's decision. */
function withoutReceipt({ orders, mails, emails }: Ledgers): string[] {
  return orders
    .filter(({ status }) => status === 'paid' || status === 'refunded')
    .map((order) => String(order['order_id']))
    .filter((id) => !mails.some(({ text }) => text.includes(id)))
    .filter((id) => !emails.some((email) => email['order_id'] === id && email['status'] === 'held'));
}

/** Everything that is still in progress, one sentence each; empty if the system is quiet. */
export function unfinishedIn(ledgers: Ledgers): string[] {
  return [
    ...workIn(ledgers),
    ...withoutReceipt(ledgers).map((id) => `order ${id} has no receipt`),
    ...ledgers.unreadable.map((why) => `cannot be read: ${why}`),
  ];
}

/** The work that is in progress: what is missing although nothing is, is lost. */
export function workIn(ledgers: Ledgers): string[] {
  const { openKeys, unpublished, jobs, orders, payments, orderRefunds, paymentRefunds, emails } = ledgers;
  const open = (what: string, rows: Ledgers['orders'], id: string): string[] =>
    rows
      .filter(({ status }) => isOpen(status))
      .map((row) => `${what} ${String(row[id])} is ${String(row['status'])}`);
  return [
    // Listed first: an open breaker is why the orders behind it are still pending.
    ...ledgers.openBreakers.map((breaker) => `breaker ${breaker}`),
    ...openKeys.map(
      (key) => `a key of ${key.service} is ${String(key['state'])} (${String(key['operation'])})`,
    ),
    ...unpublished
      .filter((row) => row['dead_at'] === null)
      .map((row) => `${String(row['name'])} waits in the outbox of ${row.service}`),
    ...jobs
      .filter(({ state, count }) => state !== 'failed' && count > 0)
      .map(({ queue, state, count }) => `${count} jobs are ${state} on the queue ${queue}`),
    ...open('order', orders, 'order_id'),
    ...open('payment', payments, 'payment_id'),
    ...open('refund', orderRefunds, 'refund_id'),
    ...open("payments' refund", paymentRefunds, 'refund_id'),
    ...open('email', emails, 'email_id'),
    ...ledgers.undelivered.map((news) => `the provider has not delivered ${news} yet`),
  ];
}

/** The parts in which two consecutive readings must agree. */
function fingerprintOf({
  orders,
  payments,
  orderRefunds,
  paymentRefunds,
  orderDisputes,
  paymentDisputes,
  charges,
  refunds,
  disputes,
  emails,
  mails,
  jobs,
}: Ledgers): string {
  return JSON.stringify([
    orders,
    payments,
    orderRefunds,
    paymentRefunds,
    orderDisputes,
    paymentDisputes,
    charges,
    refunds,
    disputes,
    emails,
    mails.length,
    jobs,
  ]);
}

export type Quiescence = Rest<Ledgers>;

const isBreaker = (unfinished: string): boolean => unfinished.startsWith('breaker ');

/**
 * Waits until nothing is in progress and two consecutive readings agree. Breakers are read only once all else
 * is quiet; while only they are open, `shop` lets them probe.
 */
export function awaitQuiescence(
  watched: Watched<Ledgers>,
  {
    shop,
    ...options
  }: Omit<RestOptions, 'traffic'> & { readonly shop?: (round: number) => Promise<unknown> },
): Promise<Quiescence> {
  const traffic = shop === undefined ? {} : { traffic: { isNeeded: isBreaker, send: shop } };
  return awaitRest(watched, { unfinishedIn, fingerprintOf }, { ...options, ...traffic });
}
