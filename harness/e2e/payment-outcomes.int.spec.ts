import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '@holdfast/local-stack';
import { eventually, type ServiceProcess, startService, testDatabase, testRedis } from '@holdfast/testing';
import { Pool } from 'pg';
import { type Script, ScriptedStripe } from './scripted-stripe.ts';

const keyOfCheckout = 'c4e1a7d09b3f52686d8e-checkout';
const keyOfOperator = '9f27c05e4b1d8a63e0f5-operator';

const cardError = (code: string, declineCode?: string): Script => ({
  status: 402,
  error: { type: 'card_error', code, ...(declineCode === undefined ? {} : { decline_code: declineCode }) },
});
const refusal = (status: number, code: string, param?: string): Script => ({
  status,
  error: { type: 'invalid_request_error', code, ...(param === undefined ? {} : { param }) },
});

const asksFirst = {
  status: 'requires_action',
  next_action: {
    type: 'redirect_to_url',
    redirect_to_url: { url: 'https://bank.example/confirm', return_url: 'https://shop.example' },
  },
};
const refusedAtTheBank = {
  status: 'requires_payment_method',
  next_action: null,
  last_payment_error: { type: 'invalid_request_error', code: 'payment_intent_authentication_failure' },
};

/** Stripe's responses, by their names in the table. */
const scripts: Readonly<Record<string, Script>> = {
  succeeded: { intent: { status: 'succeeded', amount_received: 4_200 } },
  processing: { intent: { status: 'processing' } },
  requires_capture: { intent: { status: 'requires_capture' } },
  requires_confirmation: { intent: { status: 'requires_confirmation' } },
  requires_action: { intent: asksFirst },
  'requires_action confirmed': {
    intent: asksFirst,
    then: { status: 'succeeded', amount_received: 4_200, next_action: null },
  },
  'requires_action refused': { intent: asksFirst, then: refusedAtTheBank },
  'requires_action expired': { intent: asksFirst, then: {} },
  'requires_action without a page': { intent: { status: 'requires_action' } },
  canceled: { intent: { status: 'canceled' } },
  'card_error insufficient_funds': cardError('card_declined', 'insufficient_funds'),
  'card_error expired_card': cardError('expired_card'),
  'card_error stolen_card': cardError('card_declined', 'stolen_card'),
  'card_error fraudulent': cardError('card_declined', 'fraudulent'),
  'card_error authentication_required': cardError('authentication_required'),
  'invalid_request_error 400': refusal(400, 'amount_too_small'),
  'invalid_request_error 404': refusal(404, 'resource_missing'),
  'invalid_request_error payment_method': refusal(400, 'resource_missing', 'payment_method'),
  'another amount': { intent: { status: 'succeeded', amount: 1, amount_received: 1, currency: 'jpy' } },
  'idempotency_error 400': { status: 400, error: { type: 'idempotency_error' } },
  'api_error 500': { status: 500, error: { type: 'api_error' } },
  'rate_limit 429': { status: 429, error: { type: 'invalid_request_error', code: 'rate_limit' } },
  'a wrong key 401': { status: 401, error: { type: 'invalid_request_error' } },
  'a narrow key 403': { status: 403, error: { type: 'invalid_request_error' } },
};

/** The rows of the table in the document. */
const documented = readFileSync(path.join(repositoryRoot, 'docs/reference/payment-outcomes.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| (?!Stripe says|-)/.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

describe('docs/reference/payment-outcomes.md', () => {
  const stripe = new ScriptedStripe();
  const undo: (() => Promise<unknown>)[] = [];
  let checkout: ServiceProcess;
  let payments: ServiceProcess;
  let paymentsDatabase: Pool;

  const start = async (name: string, env: Record<string, string>, databaseUrl: string) => {
    const whole = { LOG_LEVEL: 'error', DATABASE_URL: databaseUrl, RECONCILE_INTERVAL_MS: '0', ...env };
    const migrate = path.join(repositoryRoot, `apps/${name}/dist/migrate.js`);
    execFileSync(process.execPath, [migrate], { env: { PATH: process.env['PATH'] ?? '', ...whole } });
    const service = await startService({ program: `apps/${name}/dist/main.js`, env: whole });
    undo.unshift(() => service.stop());
    return service;
  };

  beforeAll(async () => {
    const [ofPayments, ofCheckout, redis] = await Promise.all([testDatabase(), testDatabase(), testRedis()]);
    paymentsDatabase = new Pool({ connectionString: ofPayments.url });
    undo.push(
      () => stripe.stop(),
      () => paymentsDatabase.end(),
    );
    undo.push(
      () => ofPayments.drop(),
      () => ofCheckout.drop(),
      () => redis.drop(),
    );
    const shared = {
      QUEUE_URL: redis.url,
      // Unclear responses follow each other here, and must not open the breaker.
      BREAKER_CONSECUTIVE_FAILURES: '1000',
      BREAKER_MIN_CALLS: '1000',
      KEY_RECHECK_MS: '600000',
      KEY_RECHECK_CAP_MS: '600000',
    };
    payments = await start(
      'payments',
      {
        ...shared,
        API_KEYS: `checkout:${keyOfCheckout}:charge+refund,operator:${keyOfOperator}:ledger+read`,
        STRIPE_API_URL: await stripe.start(),
        STRIPE_SECRET_KEY: 'sk_test_3f8b1c7d92a04e65outcomes',
        // 6 s.
        ACTION_TTL_MINUTES: '0.1',
        STRIPE_WEBHOOK_SECRET: 'whsec_7c2e9a4d1f6b8305outcomes',
      },
      ofPayments.url,
    );
    checkout = await start(
      'checkout',
      {
        ...shared,
        API_KEYS: `operator:${keyOfOperator}:read`,
        ORDER_TOKEN_SECRETS: '2026-01-01T00:00:00Z=5f8a1c3e9b7d2046f1e8a3c5d7b90246',
        PAYMENTS_URL: payments.url,
        SHOP_URL: 'https://shop.example',
        // One customer repeats requests many times.
        LIMIT_CHECKOUTS_PER_ADDRESS_MINUTE: '1000000',
        LIMIT_CHECKOUTS_PER_EMAIL_HOUR: '1000000',
        LIMIT_EMAILS_PER_RECIPIENT_DAY: '1000000',
        LIMIT_KEYS_PER_ADDRESS_HOUR: '1000000',
        PAYMENTS_API_KEY: keyOfCheckout,
        RECOMMENDATIONS_URL: 'http://127.0.0.1:1',
        RECOMMENDATIONS_API_KEY: keyOfCheckout,
      },
      ofCheckout.url,
    );
  });

  afterAll(async () => {
    for (const each of undo) await each();
  });

  async function get<Body>(url: string): Promise<Body> {
    const answer = await fetch(url, { headers: { authorization: `Bearer ${keyOfOperator}` } });
    return (await answer.json()) as Body;
  }

  /** A temporary refusal makes callers wait a second; the next order must reach Stripe. */
  const everybodyIsAsked = (): Promise<void> =>
    eventually<void>(async () => {
      for (const { url } of [checkout, payments])
        expect(await (await fetch(`${url}/resilience`)).text()).not.toContain('asked clients to back off');
    });

  const order = (key: string): Promise<Response> =>
    fetch(`${checkout.url}/checkouts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({
        customer: { email: 'ada@example.com', name: 'Ada' },
        lines: [{ productId: 'prod_tea', quantity: 2 }],
        paymentMethod: 'pm_card_visa',
      }),
    });

  /** Places an order. If the customer changes something at the bank, repeats it until it has a result. */
  async function ordered(script: Script): Promise<Response> {
    stripe.script = script;
    const key = randomUUID();
    const first = await order(key);
    if (!('then' in script)) return first;
    expect(first.status).toBe(202);
    stripe.change(script.then);
    return eventually(
      async () => {
        const again = await order(key);
        expect([201, 402]).toContain(again.status);
        return again;
      },
      { timeoutMs: 30_000 },
    );
  }

  /** The state of customer, order, history, ledger and key after this response of Stripe. */
  async function whatIsSaid(script: Script): Promise<string[]> {
    const answer = await ordered(script);
    const body = (await answer.json()) as Record<string, string | null>;
    const notice = /^Your bank (?:is transferring|asks you to confirm)|confirming the payment/.exec(
      body['notice'] ?? '',
    )?.[0];
    const words = body['declineCode'] ?? body['code'] ?? notice ?? '';
    const orderId = body['orderId'] ?? '';
    const shown = await get<{ status: string }>(`${checkout.url}/orders/${orderId}`);
    const { events } = await get<{ events: { type: string }[] }>(`${checkout.url}/orders/${orderId}/history`);
    const ledger = await get<{ payments: { status: string; provider: { code: string } | null }[] }>(
      `${payments.url}/ledger?orderIds=${orderId}`,
    );
    const { rows } = await paymentsDatabase.query<{ state: string }>(
      `select case when state = 'unknown' and waits_until > now() then 'waiting' else state end as state from idempotency_key
       where state <> 'done' and operation_id = (select operation_id from payment where order_id = $1)`,
      [orderId],
    );
    const [payment] = ledger.payments;
    return [
      `${answer.status} ${words}`.trim(),
      shown.status,
      events.at(-1)?.type ?? 'nothing',
      payment?.provider?.code ?? payment?.status ?? 'nothing',
      rows[0]?.state ?? 'no',
    ];
  }

  it('has a row for each response, in the order of the scripts', () => {
    expect(documented.map(([name]) => name)).toEqual(Object.keys(scripts));
  });

  it.each(documented)('documents the result of %s', async (name = '', ...says) => {
    await everybodyIsAsked();
    expect(await whatIsSaid(scripts[name] ?? { intent: {} })).toEqual(says);
  });
});
