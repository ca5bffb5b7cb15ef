import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@holdfast/testing';
import { type RunningStack, startStack } from './running-stack.ts';
import { aKey, send, Shopper } from './shopper.ts';

const services = ['checkout', 'payments', 'email', 'recommendations'] as const;

describe('a running stack', () => {
  let one: RunningStack;
  let other: RunningStack;

  beforeAll(async () => {
    one = await startStack('postgres', { STOREFRONT: 'on' });
    other = await startStack('postgres');
  }, 300_000);

  afterAll(async () => {
    await one.remove();
    await other.remove();
  });

  it('runs beside another one without sharing anything', async () => {
    const key = aKey();
    const [here, there] = [new Shopper(one), new Shopper(other)];
    const [a, b] = [await here.checkOut(key), await there.checkOut(key)];
    expect([a.status, b.status]).toEqual([201, 201]);
    expect(a.body['orderId']).not.toBe(b.body['orderId']);
    expect(await here.charges(b.body['orderId'])).toEqual([]);
    await eventually(async () => expect(await here.mailsAbout(a.body['orderId'])).toHaveLength(1));
    expect(await there.mailsAbout(a.body['orderId'])).toEqual([]);
  });

  it('ends its start with the address of the shop, which links to no lab', async () => {
    const shop = String(one.addresses.storefront);
    expect(one.output.trimEnd().split('\n').at(-1)).toBe(`ready  ${shop}`);
    expect(await send(`${shop}/health/ready`)).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect((await send(shop)).text).not.toContain('name="lab"');
    expect((await send(`${shop}/api/products`)).text).toBe(
      (await send(`${one.addresses.checkout}/products`)).text,
    );
  });

  it('links from a receipt to the page of the order, which its token opens', async () => {
    const { body } = await new Shopper(one).checkOut(aKey());
    const shop = String(one.addresses.storefront);
    await eventually(async () => {
      const [mail] = (await one.inbox.messages()).filter(({ text }) =>
        text.includes(String(body['orderId'])),
      );
      const [link = ''] = /http:\/\/\S+\/orders\/\S+/.exec(mail?.text ?? '') ?? [];
      const { origin, pathname, hash } = new URL(link);
      expect([origin, pathname]).toEqual([shop, `/orders/${String(body['orderId'])}`]);
      expect((await send(link)).headers.get('content-type')).toMatch(/^text\/html/);
      const headers = { authorization: `Bearer ${hash.slice(1)}` };
      expect(await send(`${shop}/api${pathname}`, { headers })).toMatchObject({
        status: 200,
        body: { status: 'paid' },
      });
    });
  });

  it.each(services)('has %s with health, metrics, and the OpenAPI document of docs', async (name) => {
    const url = one.addresses[name];
    expect(await send(`${url}/health/live`)).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await send(`${url}/health/ready`)).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect((await send(`${url}/metrics`)).text).toContain('process_resident_memory_bytes');
    expect((await send(`${url}/openapi.json`)).body).toEqual(documentOf(name));
    expect((await send(`${url}/docs`)).headers.get('content-type')).toMatch(/^text\/html/);
  });

  it.each([
    ['payments', '/payments?orderId=ord_1'],
    ['email', '/emails?orderId=ord_1'],
    ['recommendations', '/recommendations/ada?limit=4'],
  ] as const)('keeps the internal routes of %s to callers with a key', async (name, path) => {
    expect(await send(`${one.addresses[name]}${path}`)).toMatchObject({
      status: 401,
      body: { code: 'unauthorized' },
    });
  });

  it('returns 201 to the prefilled first request of the page at /docs', async () => {
    const { post } = documentOf('checkout').paths['/checkouts'] ?? {};
    const key = post?.parameters.find(({ name }) => name === 'Idempotency-Key')?.schema.example;
    const { example } = documentOf('checkout').components.schemas['PlaceOrder'] ?? {};
    const placed = await new Shopper(one).checkOut(String(key), example);
    expect(placed).toMatchObject({ status: 201, body: { status: 'paid' } });
  });

  it('lists each process with pid, port, readiness and memory', async () => {
    const processes = await one.status();
    expect(processes.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['storefront', ...services, 'stripe-simulator', 'postgres', 'mail']),
    );
    for (const { ready, pid, port, memoryBytes } of processes) {
      expect(ready).toBe(true);
      expect([pid, port, memoryBytes].every((value) => Number(value) > 0)).toBe(true);
    }
  });

  it('refuses a second start with the same DATA_DIR, and says what is running', async () => {
    await expect(one.tool('start', '--detach')).rejects.toThrow(/already running/i);
  });

  it('keeps its orders over npm stop and npm start, and leaves no process behind', async () => {
    const shopper = new Shopper(other);
    const key = aKey();
    const first = await shopper.checkOut(key);
    const before = await other.status();
    await other.tool('stop');
    expect(before.filter(({ pid }) => pid !== null && isAlive(pid))).toEqual([]);
    await other.tool('start', '--detach');
    const { accessToken, ...order } = first.body;
    expect(accessToken).toMatch(/^[\w-]{43}$/);
    expect((await shopper.get(`/orders/${String(order['orderId'])}`)).body).toEqual(order);
    expect((await shopper.checkOut(key)).text).toBe(first.text);
    expect(await shopper.charges(first.body['orderId'])).toHaveLength(1);
  });

  it('deletes everything with --fresh', async () => {
    const shopper = new Shopper(other);
    const { body } = await shopper.checkOut(aKey());
    await other.tool('stop');
    await other.tool('start', '--detach', '--fresh');
    expect((await shopper.get(`/orders/${String(body['orderId'])}`)).status).toBe(404);
    expect(await shopper.charges()).toEqual([]);
  });
});

interface OpenApiDocument {
  readonly paths: Readonly<
    Record<
      string,
      { readonly post?: { readonly parameters: readonly { name: string; schema: { example?: unknown } }[] } }
    >
  >;
  readonly components: { readonly schemas: Readonly<Record<string, { readonly example?: unknown }>> };
}

function documentOf(service: string): OpenApiDocument {
  return JSON.parse(
    readFileSync(path.resolve(import.meta.dirname, `../../docs/openapi/${service}.json`), 'utf8'),
  ) as OpenApiDocument;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
