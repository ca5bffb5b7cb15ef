import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { checkoutOperation } from '../src/shop/checkout.ts';
import { aCheckout, anOrder } from '../src/shop/order.fixture.ts';
import { isOrder } from '../src/shop/order.ts';
import { areOrderEvents } from '../src/shop/order-events.ts';
import { isSuggestedProduct, isRecommendations } from '../src/shop/recommendations.ts';
import { type RefundLine, refundOperation } from '../src/shop/refund.ts';

interface Schema {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, { enum?: string[]; items?: Schema }>>;
}

type SchemaName =
  'Order' | 'OrderHistory' | 'ShownRecommendations' | 'Product' | 'Money' | 'PlaceOrder' | 'RefundOrder';

const docs = new URL('../../../docs/', import.meta.url);
const { components } = JSON.parse(readFileSync(new URL('openapi/checkout.json', docs), 'utf8')) as {
  components: { schemas: Record<SchemaName, Schema> };
};
const { Order, OrderHistory, ShownRecommendations, Product, Money, PlaceOrder, RefundOrder } =
  components.schemas;

const without = (member: string, json: object): object =>
  Object.fromEntries(Object.entries(json).filter(([name]) => name !== member));

describe('what the client accepts, compared with the published contract', () => {
  it('accepts an order with everything that the contract requires', () =>
    expect(isOrder(anOrder())).toBe(true));

  const ofEarlierVersionsToo = Order.required.filter((member) => member !== 'refundedTotal');

  it.each(ofEarlierVersionsToo)('rejects an order without %s', (member) => {
    expect(isOrder(without(member, anOrder()))).toBe(false);
  });

  it('accepts an order without refundedTotal, as earlier versions send it, but not with half of it', () => {
    expect(isOrder(without('refundedTotal', anOrder()))).toBe(true);
    expect(isOrder({ ...anOrder(), refundedTotal: { amountMinor: 0 } })).toBe(false);
  });

  it.each(Order.properties['lines']?.items?.required ?? [])('rejects a line without %s', (member) => {
    expect(isOrder({ ...anOrder(), lines: anOrder().lines.map((line) => without(member, line)) })).toBe(
      false,
    );
  });

  it.each(Money.required)('rejects an amount without %s', (member) => {
    expect(isOrder({ ...anOrder(), total: without(member, anOrder().total) })).toBe(false);
  });

  it.each(Order.properties['status']?.enum ?? [])('is an order that is %s', (status) => {
    expect(isOrder({ ...anOrder(), status })).toBe(true);
  });

  const event = { at: '2026-01-15T00:00:00.000Z', type: 'order_paid', text: 'Payment received.' };

  it.each(OrderHistory.properties['events']?.items?.required ?? [])(
    'rejects an event of a history without %s',
    (member) => {
      expect(areOrderEvents({ events: [event] })).toBe(true);
      expect(areOrderEvents({ events: [without(member, event)] })).toBe(false);
    },
  );

  const product = {
    productId: 'prod_tea',
    name: 'Tea',
    description: '',
    unitPrice: anOrder().total,
    imageUrl: '/images/tea.svg',
  };
  const suggestions = { source: 'live', stale: false, ageSeconds: 0, notice: null, products: [product] };

  it.each(ShownRecommendations.required)('rejects suggestions without %s', (member) => {
    expect(isRecommendations(suggestions)).toBe(true);
    expect(isRecommendations(without(member, suggestions))).toBe(false);
  });

  it.each(Product.required)('rejects a product without %s', (member) => {
    expect(isSuggestedProduct(without(member, product))).toBe(false);
  });

  it('sends what a checkout requires', () => {
    expect(Object.keys(aCheckout()).sort()).toEqual([...PlaceOrder.required, 'paymentMethod'].sort());
    expect(PlaceOrder.properties).toHaveProperty('confirmationToken');
  });

  it('sends what a refund of a part requires', () => {
    const lines: readonly RefundLine[] = [{ productId: 'prod_tea', quantity: 1 }];
    expect(RefundOrder.properties).toHaveProperty('amount');
    expect(Object.keys(lines[0] ?? {})).toEqual(RefundOrder.properties['lines']?.items?.required);
  });

  it.each([
    'idempotency_in_flight',
    'idempotency_key_reused',
    'idempotency_key_expired',
    'idempotency_key_malformed',
    ...(checkoutOperation('n', aCheckout()).conclusiveRefusals ?? []),
    ...(refundOperation('n', 'ord_1', {}).conclusiveRefusals ?? []),
  ])('decides by %s, which is a code of the contract', (code) => {
    expect(existsSync(new URL(`problems/${code}.md`, docs))).toBe(true);
  });

  it.each(checkoutOperation('n', aCheckout()).retriesWithoutEffect ?? [])(
    'gives up a key after %s, because the contract says that nothing was done',
    (code) => {
      const page = readFileSync(new URL(`problems/${code}.md`, docs), 'utf8');
      expect(page).toMatch(/"detail": "[^"]*Nothing was (done|ordered or charged)/);
      expect(page).not.toMatch(/may\s+(have taken effect|still complete)/);
    },
  );
});
