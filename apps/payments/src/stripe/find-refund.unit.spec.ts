import { describe, expect, it } from '@jest/globals';
import { absent, undecided } from '@holdfast/idempotency';
import Stripe from 'stripe';
import { findRefund, outcomeOfRefund } from './find-refund.ts';

const aRefund = (n: number, over: object = {}): object => ({
  id: `re_${n}`,
  object: 'refund',
  status: 'succeeded',
  metadata: { operationId: `operation ${n}` },
  ...over,
});

/** A Stripe that holds refunds 1 to `count` of one payment, and notes what it is asked. */
function aStripeWith(count: number, asked: URL[] = []): Stripe {
  const answer = (address: string): Response => {
    const url = new URL(address);
    asked.push(url);
    const after = Number(url.searchParams.get('starting_after')?.slice('re_'.length) ?? 0);
    const limit = Number(url.searchParams.get('limit'));
    const data = Array.from({ length: Math.min(limit, count - after) }, (_, n) => aRefund(after + n + 1));
    return Response.json({ object: 'list', data, has_more: after + data.length < count });
  };
  const httpClient = Stripe.createFetchHttpClient(((address: string) =>
    Promise.resolve(answer(address))) as typeof fetch);
  return new Stripe('sk_test_x', { httpClient, telemetry: false });
}

describe('findRefund', () => {
  it.each([1, 100, 101, 250])('finds the refund of an operation as number %d of 250', async (n) => {
    expect(await findRefund(aStripeWith(250), 'pi_1', `operation ${n}`)).toEqual({
      kind: 'succeeded',
      providerRefundId: `re_${n}`,
    });
  });

  it('asks for the refunds of one payment only', async () => {
    const asked: URL[] = [];
    await findRefund(aStripeWith(101, asked), 'pi_1', 'operation 101');
    expect(asked.map(({ searchParams }) => searchParams.get('payment_intent'))).toEqual(['pi_1', 'pi_1']);
  });

  it.each([0, 1, 250, 1_000])('says that there is none once all %d were read', async (count) => {
    expect(await findRefund(aStripeWith(count), 'pi_1', 'another operation')).toBe(absent);
  });

  it('does not say so when there are more than it reads', async () => {
    expect(await findRefund(aStripeWith(1_001), 'pi_1', 'operation 1001')).toBe(undecided);
  });
});

describe('outcomeOfRefund', () => {
  it.each([
    ['succeeded', { kind: 'succeeded', providerRefundId: 're_1' }],
    ['pending', { kind: 'pending', providerRefundId: 're_1' }],
    ['requires_action', { kind: 'pending', providerRefundId: 're_1' }],
    ['failed', { kind: 'failed', providerRefundId: 're_1', failureCode: 'failed' }],
    ['canceled', { kind: 'failed', providerRefundId: 're_1', failureCode: 'canceled' }],
    [null, { kind: 'pending', providerRefundId: 're_1' }],
  ])('takes a refund that is %s as such', (status, outcome) => {
    expect(outcomeOfRefund(aRefund(1, { status }) as Stripe.Refund)).toEqual(outcome);
  });

  it('keeps the reason why a refund failed', () => {
    const refund = aRefund(1, { status: 'failed', failure_reason: 'lost_or_stolen_card' }) as Stripe.Refund;
    expect(outcomeOfRefund(refund)).toMatchObject({ failureCode: 'lost_or_stolen_card' });
  });
});
