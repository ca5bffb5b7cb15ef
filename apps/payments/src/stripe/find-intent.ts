import { absent, undecided } from '@holdfast/idempotency';
import type Stripe from 'stripe';

/** 10 min: more than Stripe's clock moves while a request is under way (guess). */
const marginSeconds = 600;
/** 50 pages of 100: at more than 5,000 intents since then, looking takes longer than it is worth (guess). */
const mostPages = 50;
const pageSize = 100;

/**
 * Looks for the intent of an operation among those that Stripe made since it may have been sent. Lists are consistent at Stripe,
 * searches are not: only a list can prove that there is none. Stripe's own clock tells since when; ours may be wrong.
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
