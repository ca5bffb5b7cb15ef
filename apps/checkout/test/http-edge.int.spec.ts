import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { aKey, asOperator, checkoutFixture, type CheckoutFixture } from './checkout-fixture.ts';

let checkout: CheckoutFixture;

beforeAll(async () => {
  checkout = await checkoutFixture();
});
afterAll(() => checkout.close());

describe('GET /images', () => {
  it('serves images that browsers cannot sniff as another type', async () => {
    const { status, headers } = await checkout.get('/images/tea.svg');
    expect([status, headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each(['/images/..%2f', '/images/..%2fpackage.json', '/images/%2e%2e%2fsrc', '/images/.hidden'])(
    'returns 404 for other files (%s)',
    async (path) => {
      const { status, body } = await checkout.get(path);
      expect([status, body['code']]).toEqual([404, 'not_found']);
    },
  );
});

describe('the character NUL', () => {
  const headers = { 'content-type': 'application/json', ...asOperator };
  const period = { since: '2026-01-01T00:00:00Z', until: '2026-01-02T00:00:00Z' };

  it.each(['orders:\0', '\0'])('returns 400 in a cursor (%j)', async (after) => {
    const body = JSON.stringify({ ...period, after });
    const reply = await checkout.get('/reconciliations', { method: 'POST', headers, body });
    expect([reply.status, reply.body['code']]).toEqual([400, 'bad_request']);
  });

  it('returns 400 in a query, and matches nothing in a path', async () => {
    expect((await checkout.get('/recommendations?customerId=%00')).status).toBe(400);
    const headers = asOperator;
    expect((await checkout.get('/orders/%00', { headers })).status).toBe(404);
  });
});

describe('520 requests with half a body each', () => {
  const half = [
    'POST /checkouts HTTP/1.1',
    'Host: shop',
    'Content-Type: application/json',
    'Content-Length: 99',
  ];

  it('do not delay other customers', async () => {
    const slow = await Promise.all(
      Array.from({ length: 520 }, async () => {
        const socket = connect(checkout.portOf(0), '127.0.0.1');
        await once(socket, 'connect');
        socket.write([...half, '', '{"customer":'].join('\r\n'));
        return socket;
      }),
    );
    const statuses: number[] = [];
    const shop = async (): Promise<void> => {
      for (let n = 0; n < 20; n += 1) statuses.push((await checkout.get('/products')).status);
      const body = JSON.stringify({
        customer: { email: 'ada@example.com' },
        lines: [{ productId: 'prod_tea', quantity: 1 }],
        paymentMethod: 'pm_card_visa',
      });
      const headers = { 'content-type': 'application/json', 'idempotency-key': aKey() };
      statuses.push((await checkout.get('/checkouts', { method: 'POST', headers, body })).status);
    };
    await Promise.all([shop(), shop(), shop(), shop(), shop()]);
    const refused = statuses.filter((status) => status !== 200 && status !== 201);
    expect([statuses.length, refused]).toEqual([105, []]);
    const answers = await Promise.all(slow.map((socket) => text(socket)));
    expect(answers.filter((answer) => !/^HTTP\/1\.1 408 [^]*"code":"request_timeout"/.test(answer))).toEqual(
      [],
    );
  });
});

describe('GET /health/ready', () => {
  it('returns 503 while Postgres rejects writes', async () => {
    const name = new URL(checkout.databaseUrl).pathname.slice(1);
    const ready = async (wanted: number, postgres: string): Promise<void> => {
      const { status, body } = await checkout.get('/health/ready');
      expect([status, body['checks']]).toEqual([
        wanted,
        expect.objectContaining({ postgres: { status: postgres } }),
      ]);
    };
    await ready(200, 'up');
    await checkout.database.query(`alter database "${name}" set default_transaction_read_only = on`);
    await checkout.database.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()',
      [name],
    );
    await eventually(() => ready(503, 'down'));
    await checkout.database.query(`alter database "${name}" reset default_transaction_read_only`);
    await checkout.database.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()',
      [name],
    );
    await eventually(() => ready(200, 'up'));
  });
});
