import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@holdfast/contracts';
import { eventually, type ServiceProcess, startService } from '@holdfast/testing';
import {
  patientSettings,
  paymentsFixture,
  type PaymentsFixture,
  type Reply,
  send,
} from './payments-fixture.ts';

const minute = 60_000;
const authorization = 'Bearer s3cret-of-these-tests-alone';
/** Replaces the clock of a process before its modules load. */
const clockOff = (minutes: number): string =>
  `--import=data:text/javascript,${encodeURIComponent(`
  const { now } = Date;
  globalThis.Date = class extends Date {
    constructor(...parts) { super(...(parts.length > 0 ? parts : [globalThis.Date.now()])); }
    static now() { return now() + ${minutes} * 60_000; }
  };`)}`;

describe('the time to confirm with the bank, 15 minutes', () => {
  let payments: PaymentsFixture;
  let redisUrl = '';
  let ahead: ServiceProcess;
  let behind: ServiceProcess;

  beforeAll(async () => {
    payments = await paymentsFixture((url) => (redisUrl = url));
    [ahead, behind] = await Promise.all([start(20), start(-20)]);
  });
  afterAll(async () => {
    await Promise.all([ahead.stop(), behind.stop()]);
    await payments.close();
  });

  const start = (minutes: number): Promise<ServiceProcess> =>
    startService({
      program: 'apps/payments/dist/main.js',
      env: {
        NODE_OPTIONS: clockOff(minutes),
        LOG_LEVEL: 'warn',
        DATABASE_URL: payments.databaseUrl,
        QUEUE_URL: redisUrl,
        API_KEYS: 'checkout:s3cret-of-these-tests-alone:charge+refund+ledger+reconcile',
        STRIPE_SECRET_KEY: 'sk_test_of_these_tests_alone',
        STRIPE_API_URL: payments.edge.url,
        STRIPE_WEBHOOK_SECRET: 'whsec_of_these_tests_alone',
        ...patientSettings,
        RECONCILE_INTERVAL_MS: '0',
        RECONCILE_MIN_AGE_MS: '0',
        STRIPE_CHECK_INTERVAL_MS: '0',
      },
    });

  const charge = (service: ServiceProcess, orderId: string): Promise<Reply> =>
    send(`${service.url}/payments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization, 'idempotency-key': orderId },
      body: JSON.stringify({
        orderId,
        amount: { amountMinor: 4200, currency: 'usd' },
        paymentMethod: 'pm_card_authenticationRequired',
        returnUrl: `https://shop.example/orders/${orderId}?from=bank`,
      }),
    });

  /** 409 while a recheck is running. */
  const charged = (service: ServiceProcess, orderId: string): Promise<Reply> =>
    eventually(async () => {
      const reply = await charge(service, orderId);
      expect(reply.status).not.toBe(409);
      return reply;
    });

  const expiryOf = ({ body }: Reply): number =>
    Date.parse((body as { nextAction?: { expiresAt?: string } }).nextAction?.expiresAt ?? '');

  it('is not ended by a process whose clock is 20 minutes ahead', async () => {
    const orderId = newId('ord');
    const { body } = await payments.chargeWithBank(orderId);
    expect(await charged(ahead, orderId)).toMatchObject({ status: 202, body });
    const { paymentId } = body;
    expect(
      await send(`${ahead.url}/payments/${String(paymentId)}`, { headers: { authorization } }),
    ).toMatchObject({ status: 200, body: { nextAction: body['nextAction'] } });
    expect(await payments.intentsFor(orderId)).toMatchObject([{ status: 'requires_action' }]);
  });

  it('is not looked at again and again by that process', async () => {
    const orderId = newId('ord');
    const { body } = await charged(ahead, orderId);
    const [row] = await payments.database.query<{ seconds: number }[]>(
      `select extract(epoch from drive_at - now())::float8 as seconds from idempotency_key
       where operation_id = (select operation_id from payment where payment_id = $1)`,
      [body['paymentId']],
    );
    expect(row?.seconds).toBeGreaterThan(10);
  });

  it.each([
    ['ahead', () => ahead],
    ['behind', () => behind],
  ])('begins by the clock of the database if that of the process is 20 minutes %s', async (_, service) => {
    const leftMs = expiryOf(await charged(service(), newId('ord'))) - Date.now();
    expect(leftMs / minute).toBeGreaterThan(14);
    expect(leftMs / minute).toBeLessThanOrEqual(15);
  });

  it('is not ended by a reconciliation of that process, though its operation is lost', async () => {
    const orderId = newId('ord');
    const { body } = await payments.chargeWithBank(orderId);
    await payments.database.query(
      'delete from idempotency_key where operation_id = (select operation_id from payment where order_id = $1)',
      [orderId],
    );
    const since = new Date(Date.now() - minute).toISOString();
    const until = new Date(Date.now() + minute).toISOString();
    for (let after: unknown; after !== null;) {
      const { status, body: page } = await send(`${ahead.url}/reconciliations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ since, until, repair: true, ...(after === undefined ? {} : { after }) }),
      });
      expect(status).toBe(200);
      after = page['next'];
    }
    expect(await payments.intentsFor(orderId)).toMatchObject([{ status: 'requires_action' }]);
    expect(await payments.show(String(body['paymentId']))).toMatchObject({ nextAction: body['nextAction'] });
  });
});
