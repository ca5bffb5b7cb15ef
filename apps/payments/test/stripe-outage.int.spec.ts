import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import { paymentsFixture, type PaymentsFixture, type Reply } from './payments-fixture.ts';

describe('POST /payments while Stripe is away', () => {
  let payments: PaymentsFixture;

  beforeAll(async () => {
    payments = await paymentsFixture();
  });

  afterAll(() => payments.close());

  const breaker = async (): Promise<unknown> => (await payments.standingWith('stripe'))?.['breaker'];

  const isRefused = ({ status, headers, body }: Reply): void => {
    expect([status, body['code']]).toEqual([503, 'provider_unavailable']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  };

  it('is refused without asking Stripe once the breaker is open, and charges by itself once Stripe is back', async () => {
    expect((await payments.charge()).status).toBe(201);
    expect(await payments.standingWith('stripe')).toMatchObject({
      breaker: 'closed',
      usersSee: 'Cards are charged at once, and refunds are made at once.',
    });

    await payments.edge.stop();
    const orderId = newId('ord');
    await eventually(
      async () => {
        isRefused(await payments.charge(orderId));
        expect(await breaker()).toBe('open');
      },
      { timeoutMs: 20_000 },
    );

    await payments.edge.start();
    const replies = await Promise.all(Array.from({ length: 20 }, () => payments.charge()));
    replies.forEach(isRefused);
    expect(await payments.standingWith('stripe')).toMatchObject({
      breaker: 'open',
      usersSee: expect.stringContaining('nobody is charged twice'),
      nextProbeAt: expect.stringMatching(/Z$/),
    });
    expect(payments.edge.connections).toBe(0);

    await eventually(async () => expect((await payments.charge(orderId)).status).toBe(201), {
      timeoutMs: 20_000,
    });
    expect(await breaker()).toBe('closed');
  });
});
