import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@holdfast/contracts';
import { eventually } from '@holdfast/testing';
import { findOperation, follow, type Followed, resolve } from '@holdfast/idempotency/review';
import { Pool } from 'pg';
import { paymentsFixture, type PaymentsFixture } from './payments-fixture.ts';

/** The breaker has its own specs. */
const neverOpens = { BREAKER_CONSECUTIVE_FAILURES: '0', BREAKER_MIN_CALLS: '100000' };

const wrong = { kind: 'not_executed' } as const;

/** Two instances of payments, Stripe, and an operator who is wrong. */
describe('an operator who says of a charge that it was not executed, although it was', () => {
  let payments: PaymentsFixture;
  let pool: Pool;

  beforeAll(async () => {
    payments = await paymentsFixture(undefined, neverOpens);
    pool = new Pool({ connectionString: payments.databaseUrl });
  });

  afterEach(() => payments.clearFaults());
  afterAll(async () => {
    await pool.end();
    await payments.close();
  });

  /**
   * A charge that Stripe made more than a day ago and whose response was lost. `state` is that of its key.
   */
  async function charged(state: 'unknown' | 'review'): Promise<{ orderId: string; operationId: string }> {
    const orderId = newId('ord');
    await payments.fault({ route: '*', fault: 'error_500_after_effect' });
    expect(await payments.charge(orderId)).toMatchObject({ status: 503 });
    return {
      orderId,
      operationId: await sentAgo(orderId, state === 'review' ? '25 hours' : '10 minutes', state),
    };
  }

  /** The completers may be reading the charge back: waits until none of them owns the key. */
  const sentAgo = (orderId: string, interval: string, state: 'unknown' | 'review'): Promise<string> =>
    eventually(async () => {
      const { rows } = await pool.query<{ operation_id: string }>(
        `update idempotency_key k set state = $2, sent_at = clock_timestamp() - $3::interval,
           drive_at = case when $2 = 'unknown' then clock_timestamp() + interval '1 hour' end
         from payment p where p.order_id = $1 and k.key_hash = p.key_hash and k.owner is null returning k.operation_id`,
        [orderId, state, interval],
      );
      if (rows[0] === undefined) throw new Error(`the key of ${orderId} has an owner`);
      return rows[0].operation_id;
    });

  async function decided(operationId: string): Promise<Followed> {
    const resolved = await resolve(pool, { operationId, phase: 'charge', attempt: 1 }, wrong, { by: 'ada' });
    if (resolved.kind !== 'stored') throw new Error(resolved.because);
    return follow(pool, resolved.decision, { timeoutMs: 30_000 });
  }

  const chargesFor = async (orderId: string): Promise<number> =>
    (await payments.stripe.paymentIntents.list({ limit: 100 })).data.filter(
      ({ metadata }) => metadata['orderId'] === orderId,
    ).length;

  it.each(['unknown', 'review'] as const)('is overruled: the charge is read back (%s)', async (state) => {
    const { orderId, operationId } = await charged(state);
    await payments.clearFaults();
    const { effect, found, now } = await decided(operationId);
    expect([effect, now.state, now.status]).toEqual(['overruled', 'done', 201]);
    expect(found).toMatchObject({ kind: 'succeeded', providerPaymentId: expect.stringMatching(/^pi_/) });
    expect(await chargesFor(orderId)).toBe(1);
    expect((await findOperation(pool, operationId))?.decisions).toMatchObject([
      { kind: 'not_executed', by: 'ada' },
      { kind: 'outcome', outcome: { kind: 'succeeded' }, by: 'the service (checked first)' },
    ]);
  });

  it('is ignored while Stripe is unreachable, and the charge is not repeated', async () => {
    const { orderId, operationId } = await charged('unknown');
    const { effect, now } = await decided(operationId);
    expect([effect, now.attempt]).toEqual(['refused', 1]);
    expect(now.reason).toMatch(/^decision not applied: could not check whether charge was executed: /);
    await payments.clearFaults();
    expect(await chargesFor(orderId)).toBe(1);
  });

  it('has the charge made once, when the operator is right', async () => {
    const orderId = newId('ord');
    await payments.fault({ route: '*', fault: 'error_500' });
    expect(await payments.charge(orderId)).toMatchObject({ status: 503 });
    const operationId = await sentAgo(orderId, '25 hours', 'review');
    await payments.clearFaults();
    const { effect, now } = await decided(operationId);
    expect([effect, now.state, now.attempt]).toEqual(['applied', 'done', 2]);
    expect(await chargesFor(orderId)).toBe(1);
  });

  it('is not needed once a webhook has settled the payment: the key is woken, and no operator is asked', async () => {
    const { orderId, operationId } = await charged('review');
    await payments.clearFaults();
    const intent = (await payments.stripe.paymentIntents.list({ limit: 100 })).data.find(
      ({ metadata }) => metadata['orderId'] === orderId,
    );
    expect(await payments.deliver('payment_intent.succeeded', intent ?? {})).toBe(200);
    await eventually(async () => {
      expect(await findOperation(pool, operationId)).toMatchObject({ state: 'done', status: 201 });
    });
    expect((await payments.charge(orderId)).status).toBe(201);
    expect(await chargesFor(orderId)).toBe(1);
  });
});

describe('an operator who says of a charge that it was declined, although it was not', () => {
  /** Until the end of these tests. */
  const forever = '600000';
  let payments: PaymentsFixture;
  let pool: Pool;

  beforeAll(async () => {
    payments = await paymentsFixture(undefined, {
      BREAKER_CONSECUTIVE_FAILURES: '1',
      BREAKER_CONSECUTIVE_SPAN_MS: '0',
      BREAKER_OPEN_MS: forever,
      BREAKER_OPEN_CAP_MS: forever,
    });
    pool = new Pool({ connectionString: payments.databaseUrl });
  });

  afterAll(async () => {
    await pool.end();
    await payments.close();
  });

  it('is overruled even while the breaker is open', async () => {
    await payments.fault({ route: '*', fault: 'error_500_after_effect' });
    const copies = [0, 1] as const;
    for (const copy of copies) {
      const charge = payments.chargeWithBank(newId('ord'), copy, { paymentMethod: 'pm_card_visa' });
      expect(await charge).toMatchObject({ status: 503 });
    }
    await payments.clearFaults();
    const { rows } = await pool.query<{ operationId: string }>(
      `select operation_id as "operationId" from idempotency_key where state = 'unknown'`,
    );
    expect(rows).toHaveLength(copies.length);
    for (const { operationId } of rows) {
      const outcome = { kind: 'declined', providerPaymentId: null, declineCode: 'card_declined' };
      const call = { operationId, phase: 'charge', attempt: 1 };
      // While the service makes a check of its own, an operator has to try again.
      const decision = await eventually(async () => {
        const resolved = await resolve(pool, call, { kind: 'outcome', outcome }, { by: 'ada' });
        if (resolved.kind !== 'stored') throw new Error(resolved.because);
        return resolved.decision;
      });
      const { effect, found } = await follow(pool, decision, { timeoutMs: 30_000 });
      expect([effect, found]).toEqual(['overruled', expect.objectContaining({ kind: 'succeeded' })]);
    }
  });
});
