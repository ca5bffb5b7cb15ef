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

  /** Stripe is down until the breaker opens, then up again immediately. */
  async function untilOpen(orderId: string): Promise<void> {
    await payments.edge.stop();
    await eventually(
      async () => {
        isRefused(await payments.charge(orderId));
        expect(await breaker()).toBe('open');
      },
      { timeoutMs: 30_000 },
    );
    await payments.edge.start();
  }

  /**
   * The response while a breaker is open. On a slow machine it may probe Stripe in between and open again.
   */
  async function whileOpen<T>(orderId: string, work: () => Promise<T>) {
    for (;;) {
      await untilOpen(orderId);
      const before = await payments.standingWith('stripe');
      const replies = await work();
      const standing = await payments.standingWith('stripe');
      const { connections } = payments.edge;
      if (standing?.['breaker'] === 'open' && standing['since'] === before?.['since'])
        return { replies, standing, connections };
    }
  }

  it('is refused without calling Stripe while the breaker is open, and charges automatically once Stripe is back', async () => {
    expect((await payments.charge()).status).toBe(201);
    expect(await payments.standingWith('stripe')).toMatchObject({
      breaker: 'closed',
      usersSee: 'Cards are charged and refunds are made immediately.',
    });

    const orderId = newId('ord');
    const { replies, standing, connections } = await whileOpen(orderId, () =>
      Promise.all(Array.from({ length: 20 }, () => payments.charge())),
    );
    replies.forEach(isRefused);
    expect(standing).toMatchObject({
      breaker: 'open',
      usersSee: expect.stringContaining('no customer is charged twice'),
      nextProbeAt: expect.stringMatching(/Z$/),
    });
    expect(connections).toBe(0);

    await eventually(async () => expect((await payments.charge(orderId)).status).toBe(201), {
      timeoutMs: 30_000,
    });
    expect(await breaker()).toBe('closed');
  });
});
