import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, TcpGate } from '@holdfast/testing';
import { paymentsFixture, type PaymentsFixture } from './payments-fixture.ts';

describe('payments while the queue server is away', () => {
  let gate: TcpGate;
  let payments: PaymentsFixture;

  beforeAll(async () => {
    payments = await paymentsFixture(
      async (url) => {
        gate = new TcpGate(new URL(url));
        await gate.open();
        return gate.url;
      },
      { RELAY_POLL_MS: '500' },
    );
  });

  afterAll(async () => {
    await payments.close();
    await gate.shut();
  });

  const unpublished = async (): Promise<number> => {
    const rows = await payments.database.query<unknown[]>('select from outbox where published_at is null');
    return rows.length;
  };

  it("charges as usual while the queue's breaker is open, and publishes the events once the queue is back", async () => {
    expect((await payments.charge()).status).toBe(201);
    await eventually(async () => expect(await unpublished()).toBe(0));
    expect(await payments.standingWith('queue')).toMatchObject({ breaker: 'closed' });

    await gate.shut();
    expect((await payments.charge()).status).toBe(201);
    await eventually(
      async () => {
        expect(await payments.standingWith('queue')).toMatchObject({
          breaker: 'open',
          usersSee: expect.stringContaining('checkout polls in the meantime'),
        });
      },
      { timeoutMs: 40_000 },
    );
    expect((await payments.charge()).status).toBe(201);
    expect(await unpublished()).toBe(2);

    await gate.open();
    await eventually(async () => expect(await unpublished()).toBe(0), { timeoutMs: 40_000 });
  }, 100_000);
});
