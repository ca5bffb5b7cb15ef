import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { checkoutOperation } from '../src/shop/checkout.ts';
import { aCheckout, anOrder } from '../src/shop/order.fixture.ts';
import { isOrder } from '../src/shop/order.ts';

interface Schema {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, { enum?: string[]; items?: Schema }>>;
}

const docs = new URL('../../../docs/', import.meta.url);
const { components } = JSON.parse(readFileSync(new URL('openapi/checkout.json', docs), 'utf8')) as {
  components: { schemas: Record<'Order' | 'Money' | 'PlaceOrder', Schema> };
};
const { Order, Money, PlaceOrder } = components.schemas;

const without = (member: string, json: object): object =>
  Object.fromEntries(Object.entries(json).filter(([name]) => name !== member));

describe('what the client believes, against the published contract', () => {
  it('is an order with all that the contract requires', () => expect(isOrder(anOrder())).toBe(true));

  const ofEarlierVersionsToo = Order.required.filter((member) => member !== 'refundedTotal');

  it.each(ofEarlierVersionsToo)('is no order without %s', (member) => {
    expect(isOrder(without(member, anOrder()))).toBe(false);
  });

  it('is an order without refundedTotal, which earlier versions do not answer, and none with half of it', () => {
    expect(isOrder(without('refundedTotal', anOrder()))).toBe(true);
    expect(isOrder({ ...anOrder(), refundedTotal: { amountMinor: 0 } })).toBe(false);
  });

  it.each(Order.properties['lines']?.items?.required ?? [])('is no line without %s', (member) => {
    expect(isOrder({ ...anOrder(), lines: anOrder().lines.map((line) => without(member, line)) })).toBe(
      false,
    );
  });

  it.each(Money.required)('is no amount without %s', (member) => {
    expect(isOrder({ ...anOrder(), total: without(member, anOrder().total) })).toBe(false);
  });

  it.each(Order.properties['status']?.enum ?? [])('is an order that is %s', (status) => {
    expect(isOrder({ ...anOrder(), status })).toBe(true);
  });

  it('sends what a checkout requires', () => {
    expect(Object.keys(aCheckout()).sort()).toEqual([...PlaceOrder.required].sort());
  });

  it.each([
    'idempotency_in_flight',
    'idempotency_key_reused',
    'idempotency_key_expired',
    'idempotency_key_malformed',
    ...(checkoutOperation('n', aCheckout()).conclusiveRefusals ?? []),
  ])('decides by %s, which is a code of the contract', (code) => {
    expect(existsSync(new URL(`problems/${code}.md`, docs))).toBe(true);
  });
});
