import { randomUUID } from 'node:crypto';
import { NotHit } from '@holdfast/engine';
import { type System } from '../system/system.ts';
import { addJob } from './add-job.ts';
import { sign, type SignedEvent } from './an-event.ts';
import { mailsAbout } from './emails-seen.ts';
import { chargesOf } from './expectations.ts';

type Row = Readonly<Record<string, unknown>>;

/** Everything that is known of an order. */
export async function everythingAbout(system: System, orderId: string) {
  const ofOrder = (database: string, sql: string): Promise<readonly Row[]> =>
    system.query(database, sql, [orderId]);
  const messages = ['checkout', 'payments'].map((database) =>
    ofOrder(database, `select name, payload from outbox where payload->>'orderId' = $1 order by position`),
  );
  return {
    order: await ofOrder('checkout', 'select * from orders where order_id = $1'),
    history: await ofOrder(
      'checkout',
      'select type, text from order_event where order_id = $1 order by event_id',
    ),
    payment: await ofOrder('payments', 'select * from payment where order_id = $1'),
    refunds: await ofOrder('payments', 'select * from refund where order_id = $1 order by refund_id'),
    disputes: await ofOrder(
      'payments',
      'select d.* from dispute d join payment using (payment_id) where order_id = $1 order by dispute_id',
    ),
    disputesShown: await ofOrder(
      'checkout',
      'select * from order_dispute where order_id = $1 order by dispute_id',
    ),
    warnings: await ofOrder(
      'payments',
      'select w.* from early_fraud_warning w join payment using (payment_id) where order_id = $1',
    ),
    messages: await Promise.all(messages),
    emails: (await mailsAbout(system, orderId)).map(({ messageId }) => messageId).sort(),
  };
}

/** Waits until no job, message or webhook is left. */
export const isIdle = (system: System): Promise<unknown> =>
  system.until('nothing is in progress', async () => {
    const { jobs, unpublished, undelivered } = await system.ledgers();
    const isBusy = jobs.some(({ state, count }) => state !== 'completed' && state !== 'failed' && count > 0);
    return !isBusy && unpublished.length === 0 && undelivered.length === 0;
  });

/**
 * Sends each message of payments about an order again, under another ID, and waits until it is consumed.
 * Newest first, then oldest first.
 */
export async function repeatMessages(system: System, orderId: string): Promise<void> {
  const messages = await system.query(
    'payments',
    `select queue, name, payload from outbox where payload->>'orderId' = $1 order by position desc`,
    [orderId],
  );
  if (messages.length === 0) throw new NotHit(`Payments has sent no message about ${orderId}.`);
  for (const { queue, name, payload } of [...messages, ...messages.toReversed()]) {
    const data = { messageId: randomUUID(), traceparent: null, payload };
    await addJob(system, String(queue), String(name), data);
    await isIdle(system);
  }
}

/** The provider's events about an order under new IDs, as it sends some news more than once. Newest first. */
export async function underNewIds(system: System, orderId: string): Promise<readonly SignedEvent[]> {
  const [charge] = await chargesOf(system, orderId);
  const about = [orderId, charge?.paymentIntentId, charge?.chargeId].filter((id) => id !== undefined);
  const events = (await system.simulator.events()).filter((event) =>
    about.some((id) => JSON.stringify(event).includes(id)),
  );
  if (events.length === 0) throw new NotHit(`The provider has no event about ${orderId}.`);
  return events.map((event) => {
    const eventId = `evt_${randomUUID().replaceAll('-', '')}`;
    const body = JSON.stringify({ ...event, id: eventId });
    const signature = sign(body, Math.floor(Date.now() / 1_000), system.secrets.stripeWebhookSecret);
    return { eventId, body, signature };
  });
}
