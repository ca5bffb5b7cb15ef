import { absent, undecided } from '@holdfast/idempotency';
import { remainingMs } from '@holdfast/service-defaults';
import type Stripe from 'stripe';

/** 10 min: more than Stripe's clock can drift during a request. */
const marginSeconds = 600;
/** 50 pages of 100: reading more than 5,000 intents takes longer than it is worth. */
const mostPages = 50;
const pageSize = 100;
/** 500 ms: about what Stripe needs for a page (estimated). */
const pageMs = 500;

/**
 * Searches the intents that Stripe made since this one may have been sent. Only a list can prove absence: at
 * Stripe, lists are consistent and searches are not. Uses Stripe's clock, because ours may be wrong.
 * Undecided if the list is too long for the time that is left: in the end an operator is asked. Its first
 * page is always read: after slow charge attempts, little time is left, on each recheck again.
 */
export async function findIntent(
  stripe: Stripe,
  operationId: string,
  sentMsAgo: number,
): Promise<Stripe.PaymentIntent | typeof absent | typeof undecided> {
  let page = await stripe.paymentIntents.list({ limit: 1 });
  const stripeNow = Date.parse(page.lastResponse.headers['date'] ?? '');
  if (Number.isNaN(stripeNow)) return undecided;
  const created = { gte: Math.floor((stripeNow - sentMsAgo) / 1_000) - marginSeconds };
  let after: string | undefined;
  for (let pages = 0; pages < mostPages; pages += 1) {
    if (pages > 0 && remainingMs() < pageMs) return undecided;
    page = await stripe.paymentIntents.list({
      created,
      limit: pageSize,
      ...(after === undefined ? {} : { starting_after: after }),
    });
    const intent = page.data.find(({ metadata }) => metadata['operationId'] === operationId);
    if (intent !== undefined) return intent;
    if (!page.has_more) return absent;
    after = page.data.at(-1)?.id;
  }
  return undecided;
}
