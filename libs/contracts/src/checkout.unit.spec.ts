import { describe, expect, it } from '@jest/globals';
import {
  type PlaceOrder,
  placeOrderSchema,
  recommendationLimitSchema,
  showRecommendationsSchema,
} from './checkout.ts';

const aLine = (line: object = {}) => ({ productId: 'prod_tea', quantity: 2, ...line });

function anOrder(order: object = {}) {
  return { customer: { email: 'a@example.com' }, lines: [aLine()], paymentMethod: 'pm_card_visa', ...order };
}

const customer = (members: object) => anOrder({ customer: { email: 'a@example.com', ...members } });

function faultsOf(order: unknown): string[] {
  const { error } = placeOrderSchema.safeParse(order);
  return error?.issues.map(({ path }) => path.join('.')) ?? [];
}

describe('placeOrderSchema', () => {
  it('takes an order without name and expected total', () => {
    expect(placeOrderSchema.parse(anOrder())).toEqual(anOrder());
  });

  it('takes an order with everything', () => {
    const order: PlaceOrder = {
      customer: { email: 'a@example.com', name: 'Ada' },
      lines: [aLine()],
      paymentMethod: 'pm_card_visa',
      expectedTotal: { amountMinor: 4200, currency: 'usd' },
      requestId: 'r1',
    };
    expect(placeOrderSchema.parse(order)).toEqual(order);
  });

  it.each([
    [1, true],
    [50, true],
    [0, false],
    [51, false],
  ])('with %d lines: %p', (count, isTaken) => {
    const lines = Array.from({ length: count }, () => aLine());
    expect(faultsOf(anOrder({ lines }))).toEqual(isTaken ? [] : ['lines']);
  });

  it.each([1, 99])('takes a quantity of %d', (quantity) => {
    expect(faultsOf(anOrder({ lines: [aLine({ quantity })] }))).toEqual([]);
  });

  it.each([0, -1, 100, 1.5, '2', null, true, NaN, 1e21])('refuses a quantity of %p', (quantity) => {
    expect(new Set(faultsOf(anOrder({ lines: [aLine(), aLine({ quantity })] })))).toEqual(
      new Set(['lines.1.quantity']),
    );
  });

  it.each(['', 'x'.repeat(65), 'a\u0000b', 'a\nb', '\ud800', 7])('refuses the product id %j', (productId) => {
    expect(faultsOf(anOrder({ lines: [aLine({ productId })] }))).toEqual(['lines.0.productId']);
  });

  it.each([
    ['', anOrder({ price: 1 })],
    ['customer', customer({ isAdmin: true })],
    ['lines.0', anOrder({ lines: [aLine({ unitPrice: 1 })] })],
    ['expectedTotal', anOrder({ expectedTotal: { amountMinor: 1, currency: 'usd', tax: 1 } })],
  ])('refuses unknown members at %p', (path, order) => expect(faultsOf(order)).toEqual([path]));

  it.each(['Ada', 'Zoë Łukasz', '李小龍', "O'Brien-Smith", '👩‍🚀', 'x'.repeat(200)])(
    'takes the name %p',
    (name) => {
      expect(faultsOf(customer({ name }))).toEqual([]);
    },
  );

  it('keeps a product id as it is, blanks included', () => {
    const order = anOrder({ lines: [aLine({ productId: ' prod_tea' })] });
    expect(placeOrderSchema.parse(order)).toEqual(order);
  });

  it('takes the blanks around a name away', () => {
    expect(placeOrderSchema.parse(customer({ name: '  Ada ' })).customer.name).toBe('Ada');
  });

  it.each([
    '',
    '  ',
    '\t',
    'A\r\nBcc: x@y.z',
    'A\u0000',
    'A\u007fB',
    'A\u0085B',
    'A\ud800',
    '\udc00A',
    'x'.repeat(201),
    7,
    null,
  ])('refuses the name %j', (name) => expect(faultsOf(customer({ name }))).toContain('customer.name'));

  it.each([
    'a@example.com',
    'first.last+tag@mail.example.co.uk',
    `${'x'.repeat(64)}@${'y'.repeat(60)}.example`,
  ])('accepts the email %s', (email) => expect(faultsOf(customer({ email }))).toEqual([]));

  it.each([
    '',
    'a',
    'a@',
    '@example.com',
    'a@b@example.com',
    'a b@example.com',
    'a@example.com\r\nBcc: x@y.z',
    '<a@example.com>',
    'a@example.com,b@example.com',
    7,
    null,
  ])('refuses the email %j', (email) => expect(faultsOf(customer({ email }))).toContain('customer.email'));

  it.each([255, 250_000])('quickly refuses an email of %d characters', (length) => {
    const email = `${'x'.repeat(length - '@example.com'.length)}@example.com`;
    const start = performance.now();
    expect(faultsOf(customer({ email }))).toContain('customer.email');
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it.each(['', 'pm card', 'pm_card\n', 'pm-card', '../x', 'x'.repeat(256), 7])(
    'refuses the payment method %j',
    (paymentMethod) => {
      expect(faultsOf(anOrder({ paymentMethod }))).toEqual(['paymentMethod']);
    },
  );

  it.each([null, [], 'order', 1, undefined])('refuses %p as a whole', (order) => {
    expect(faultsOf(order)).toEqual(['']);
  });

  it('reports all faults together', () => {
    expect(faultsOf({ customer: { email: 'x' }, lines: [], extra: 1 }).sort()).toEqual([
      '',
      'customer.email',
      'lines',
      'paymentMethod',
    ]);
  });
});

describe('showRecommendationsSchema', () => {
  it('shows four to a stranger when nothing is said', () => {
    expect(showRecommendationsSchema.parse({})).toEqual({ customerId: '', limit: 4 });
  });

  it.each(['1', '12'])('takes a limit of %s', (limit) => {
    expect(recommendationLimitSchema.parse(limit)).toBe(Number(limit));
  });

  it.each(['0', '13', '-1', '2.5', 'x', ''])('refuses a limit of %p', (limit) => {
    expect(recommendationLimitSchema.safeParse(limit).success).toBe(false);
  });
});
