import { now, pause } from '../system/clock.ts';
import { type Ledgers } from '../system/ledgers.ts';

const isOpen = (status: unknown): boolean => /pending|queued|sending/.test(String(status));

/** Orders that money was taken for, and whose customer has neither a receipt nor one that waits for a person's decision. */
function withoutReceipt({ orders, mails, emails }: Ledgers): string[] {
  return orders
    .filter(({ status }) => status === 'paid' || status === 'refunded')
    .map((order) => String(order['order_id']))
    .filter((id) => !mails.some(({ text }) => text.includes(id)))
    .filter((id) => !emails.some((email) => email['order_id'] === id && email['status'] === 'held'));
}

/** What is still under way, in plain words; empty when the system is at rest. */
export function whatStirs(ledgers: Ledgers): string[] {
  const { openKeys, unpublished, jobs, orders, payments, orderRefunds, paymentRefunds, emails } = ledgers;
  const open = (what: string, rows: Ledgers['orders'], id: string): string[] =>
    rows
      .filter(({ status }) => isOpen(status))
      .map((row) => `${what} ${String(row[id])} is ${String(row['status'])}`);
  return [
    // First: the orders that an open one is waited for with stir too.
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
    ...open('mail', emails, 'email_id'),
    ...withoutReceipt(ledgers).map((id) => `order ${id} has no receipt`),
    ...ledgers.undelivered.map((event) => `the provider has still to deliver ${event}`),
    ...ledgers.unreadable.map((why) => `cannot be read: ${why}`),
  ];
}

/** What two readings must agree in to count as rest. */
function fingerprint({
  orders,
  payments,
  orderRefunds,
  paymentRefunds,
  charges,
  refunds,
  emails,
  mails,
  jobs,
}: Ledgers): string {
  return JSON.stringify([
    orders,
    payments,
    orderRefunds,
    paymentRefunds,
    charges,
    refunds,
    emails,
    mails.length,
    jobs,
  ]);
}

export interface Quiescence {
  /** Undefined when it did not come to rest in time. */
  readonly quietAt: number | undefined;
  readonly ledgers: Ledgers;
  readonly stirring: readonly string[];
}

/** How a system is looked at until it is at rest. */
export interface Watched {
  /** Without what services say of their breakers. */
  ledgers(): Promise<Ledgers>;
  withResilience(ledgers: Ledgers): Promise<Ledgers>;
  /** Resolves when nothing passes between processes, or a while later: only then a look is worth its work. */
  untilCalm(): Promise<void>;
  /** Resolves when something has passed and it is calm again, or a while later. */
  untilMoved(): Promise<void>;
}

export interface QuiescenceOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Customers' traffic, without which an open breaker learns nothing. Called while breakers are all that stirs; told how often it was before. */
  readonly shop?: (round: number) => Promise<unknown>;
}

/** Between the two readings that must agree: several times what a message takes from one process to the next. */
const pauseMs = 60;

const isBreaker = (stirring: string): boolean => stirring.startsWith('breaker ');

/** Waits until nothing is under way and two readings in a row agree. Breakers are looked at when they are all that may still stir. */
export async function rest(
  watched: Watched,
  { timeoutMs, signal, shop }: QuiescenceOptions,
): Promise<Quiescence> {
  const deadline = now() + timeoutMs;
  let before: Ledgers | undefined;
  let round = 0;
  await watched.untilCalm();
  for (;;) {
    const ledgers = await watched.ledgers();
    const isLate = now() > deadline;
    const isStirring = whatStirs(ledgers).length > 0;
    const isAsBefore = before !== undefined && fingerprint(before) === fingerprint(ledgers);
    if (isLate || (!isStirring && isAsBefore)) {
      const whole = await watched.withResilience(ledgers);
      const stirring = whatStirs(whole);
      if (stirring.length === 0 && isAsBefore) return { quietAt: before?.readAt, ledgers: whole, stirring };
      if (isLate) return { quietAt: undefined, ledgers: whole, stirring };
      if (stirring.every(isBreaker)) await shop?.(round++);
    }
    before = isStirring ? undefined : ledgers;
    await (isStirring ? watched.untilMoved() : pause(pauseMs, signal));
  }
}
