import { describe, expect, it } from '@jest/globals';
import { absent, undecided } from '@holdfast/idempotency';
import { currentTrace, withRequestContext } from '@holdfast/service-defaults';
import type Stripe from 'stripe';
import { findIntent } from './find-intent.ts';

const anIntent = (n: number): object => ({
  id: `pi_${n}`,
  metadata: { operationId: `operation ${n}` },
});

/** Lists intents 1 to `count` as the SDK does, and counts the pages that it is asked for. */
function aStripeWith(count: number) {
  const asked = { pages: 0 };
  const list = ({ limit = 10, starting_after }: Stripe.PaymentIntentListParams) => {
    asked.pages += 1;
    const after = Number(starting_after?.slice('pi_'.length) ?? 0);
    const data = Array.from({ length: Math.min(limit, count - after) }, (_, n) => anIntent(after + n + 1));
    const lastResponse = { headers: { date: new Date().toUTCString() } };
    return Promise.resolve({ data, has_more: after + data.length < count, lastResponse });
  };
  return { stripe: { paymentIntents: { list } } as unknown as Stripe, asked };
}

const within = <T>(ms: number, work: () => Promise<T>): Promise<T> =>
  withRequestContext({ requestId: 'r', trace: currentTrace(), deadlineAt: performance.now() + ms }, work);

describe('findIntent', () => {
  it.each([1, 100, 101, 250])('finds the intent of an operation as number %d of 250', async (n) => {
    const { stripe } = aStripeWith(250);
    expect(await findIntent(stripe, `operation ${n}`, 0)).toMatchObject({ id: `pi_${n}` });
  });

  it.each([
    ['says that there is none once all were read', 250, 60_000, absent],
    ['says so after one page, however little time is left', 100, 1, absent],
    ['does not say so when there are more than it reads', 5_001, 60_000, undecided],
    ['does not say so when the time is too short for another page', 250, 400, undecided],
  ])('%s', async (_, count, ms, found) => {
    const { stripe } = aStripeWith(count);
    expect(await within(ms, () => findIntent(stripe, 'another operation', 0))).toBe(found);
  });

  it('asks for no page that could not arrive in time', async () => {
    const { stripe, asked } = aStripeWith(250);
    await within(400, () => findIntent(stripe, 'operation 250', 0));
    const theClock = 1;
    const theFirstPage = 1;
    expect(asked.pages).toBe(theClock + theFirstPage);
  });
});
