import { describe, expect, it } from '@jest/globals';
import { type CheckoutOutcome, type KeyEntry } from '@holdfast/checkout-client';
import { type Cart } from '../cart/cart.ts';
import { aProblem, aSubmission, refusedWith, total } from './submission.fixture.ts';
import {
  cartAfterOrder,
  cartAfterRefusal,
  effects,
  goneProducts,
  knownOrderId,
  parseSubmission,
  submissionOf,
} from './submission.ts';

const cart: Cart = {
  cartId: 'a',
  attempt: 2,
  lines: [
    { productId: 'prod_tea', quantity: 2 },
    { productId: 'prod_mug', quantity: 1 },
  ],
};

describe('a submission', () => {
  it('has the name of the cart and attempt, and a body with the total that was shown', () => {
    const draft = { email: 'ada@example.com', name: '', lines: cart.lines, total, confirmationToken: 'ct_1' };
    expect(submissionOf(cart, draft)).toEqual({
      name: 'cart-a-2',
      body: {
        customer: { email: 'ada@example.com' },
        lines: cart.lines,
        confirmationToken: 'ct_1',
        expectedTotal: total,
      },
    });
    expect(submissionOf(cart, { ...draft, name: 'Ada' }).body.customer.name).toBe('Ada');
  });

  it('is the same after it was stored', () => {
    expect(parseSubmission(JSON.stringify(aSubmission))).toEqual(aSubmission);
  });

  it.each([
    null,
    '',
    'null',
    '[]',
    '{"name":"cart-a-2"}',
    '{"name":1,"body":{}}',
    '{"name":"n","body":{"lines":[]}}',
  ])('is not read from %j', (text) => expect(parseSubmission(text)).toBeUndefined());
});

describe('the order of a stored submission', () => {
  const entry: KeyEntry = {
    key: 'k',
    fingerprint: 'f',
    createdAt: 0,
    state: 'open',
    isShared: false,
    reference: 'ord_1',
  };

  it.each([
    ['open', 'ord_1'],
    ['succeeded', 'ord_1'],
    ['refused', undefined],
    ['released', undefined],
  ] as const)('in state %s is %s', (state, orderId) => {
    expect(knownOrderId({ ...entry, state })).toBe(orderId);
  });

  it('is not known before a response', () => {
    const { reference, ...sent } = entry;
    expect(reference).toBeDefined();
    expect([knownOrderId(sent), knownOrderId(undefined)]).toEqual([undefined, undefined]);
  });
});

describe('the cart', () => {
  it('changes with every outcome but an unknown one', () => {
    expect(effects).toEqual({
      paid: 'order',
      pending: 'order',
      action_required: 'order',
      declined: 'next_attempt',
      refused: 'next_attempt',
      conflict: 'next_attempt',
      expired: 'next_attempt',
      unknown: 'ask_again',
    });
  });

  it('becomes the order, with a new ID and nothing in it', () => {
    expect(cartAfterOrder(cart, aSubmission, 'b')).toEqual({ cartId: 'b', attempt: 1, lines: [] });
  });

  it('keeps what another tab added meanwhile', () => {
    const lines = [
      { productId: 'prod_tea', quantity: 5 },
      { productId: 'prod_rope', quantity: 1 },
    ];
    expect(cartAfterOrder({ ...cart, lines }, aSubmission, 'b').lines).toEqual([
      { productId: 'prod_tea', quantity: 3 },
      { productId: 'prod_rope', quantity: 1 },
    ]);
  });

  it('gets the next attempt once, though two tabs see the refusal', () => {
    const declined = { kind: 'declined' } as CheckoutOutcome;
    const once = cartAfterRefusal(cart, aSubmission, declined);
    expect(once).toEqual({ ...cart, attempt: 3 });
    expect(cartAfterRefusal(once, aSubmission, declined)).toBe(once);
  });

  it('is left alone by the outcome of an earlier cart', () => {
    const other = { ...cart, cartId: 'z' };
    expect(cartAfterOrder(other, aSubmission, 'b')).toBe(other);
  });

  it('loses the products that are no longer sold', () => {
    const problem = aProblem('product_unknown', { errors: [{ pointer: '/lines/0/productId' }] });
    expect(cartAfterRefusal(cart, aSubmission, refusedWith(problem)).lines).toEqual([
      { productId: 'prod_mug', quantity: 1 },
    ]);
  });

  it.each([
    ['another problem', aProblem('price_changed', { errors: [{ pointer: '/lines/0/productId' }] })],
    ['no list', aProblem('product_unknown', { errors: 'none' })],
    [
      'a place that is not there',
      aProblem('product_unknown', { errors: [{ pointer: '/lines/7/productId' }] }),
    ],
    ['no place', aProblem('product_unknown', { errors: [null, { pointer: '/customer' }] })],
  ])('loses nothing to %s', (_, problem) => expect(goneProducts(problem, aSubmission.body)).toEqual([]));
});
