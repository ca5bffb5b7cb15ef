import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkoutFixture, type CheckoutFixture } from './checkout-fixture.ts';

interface Parameter {
  readonly name: string;
  readonly schema: { readonly example?: string };
}

const { paths, components } = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../../docs/openapi/checkout.json'), 'utf8'),
) as {
  readonly paths: Readonly<Record<string, { readonly post: { readonly parameters: readonly Parameter[] } }>>;
  readonly components: { readonly schemas: Readonly<Record<string, { readonly example: unknown }>> };
};

const keyOf = (route: string): string =>
  paths[route]?.post.parameters.find(({ name }) => name === 'Idempotency-Key')?.schema.example ?? '';

/** The request that /docs sends with its defaults. */
describe('the documented examples', () => {
  let checkout: CheckoutFixture;
  beforeAll(async () => void (checkout = await checkoutFixture()));
  afterAll(() => checkout.close());

  it('place an order that its token can refund', async () => {
    const placed = await checkout.get('/checkouts', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': keyOf('/checkouts') },
      body: JSON.stringify(components.schemas['PlaceOrder']?.example),
    });
    expect(placed).toMatchObject({ status: 201, body: { status: 'paid' } });
    const { orderId, accessToken } = placed.body;
    const refunded = await checkout.get(`/orders/${String(orderId)}/refunds`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${String(accessToken)}`,
        'content-type': 'application/json',
        'idempotency-key': keyOf('/orders/{orderId}/refunds'),
      },
      body: JSON.stringify(components.schemas['RefundOrder']?.example),
    });
    expect(refunded).toMatchObject({ status: 201, body: { orderId } });
  });
});
