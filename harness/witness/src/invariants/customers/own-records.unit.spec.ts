import { describe, expect, it } from '@jest/globals';
import {
  against,
  aCharge,
  aLedger,
  aMail,
  anEmail,
  anOrder,
  aPayment,
  aResponse,
} from '../evidence.fixture.ts';

const ada = 'ada@shoppers.example';
const teas = [{ productId: 'prod_tea', quantity: 2 }];
const teasInText = '2 x Harbor black tea at $21.00: $42.00';
const mug = [{ productId: 'prod_mug', quantity: 1 }];
const sent = JSON.stringify({ customer: { email: ada }, lines: teas, paymentMethod: 'pm_card_visa' });
const shown = (over: object = {}): string =>
  JSON.stringify({
    orderId: 'ord_1',
    status: 'paid',
    customer: { email: ada },
    lines: teas,
    total: { amountMinor: 4200, currency: 'usd' },
    accessToken: 'a'.repeat(43),
    ...over,
  });
const placed = aResponse({ sent, text: shown() });
const reading = (over: object) =>
  aResponse({ method: 'GET', path: '/orders/ord_1', key: null, sent: null, status: 200, text: shown(over) });

describe('19: records of an order', () => {
  it("hold if they are all of the customer's own cart", () => {
    expect(against(19, aLedger({ responses: [placed, reading({})] }))).toBe('');
  });

  it.each([
    [
      "an order with another customer's cart",
      { orders: [anOrder({ lines: mug, amount_minor: 1_600 })] },
      'order ord_1 has 1 × prod_mug, but its customer sent 2 × prod_tea',
    ],
    [
      'an order whose response was lost, with a cart that its customer never sent',
      {
        responses: [aResponse({ sent, status: 0, text: '' })],
        orders: [anOrder({ lines: mug, amount_minor: 1_600 })],
      },
      'order ord_1 has 1 × prod_mug',
    ],
    [
      'an order that costs more than its lines',
      { orders: [anOrder({ amount_minor: 4_300 })] },
      'order ord_1 costs 4300, but its lines cost 4200',
    ],
    [
      'a line at another price than advertised',
      { orders: [anOrder({ lines: [{ ...teas[0], unitPrice: { amountMinor: 2_000 } }] })] },
      'prod_tea at 2000, advertised at 2100',
    ],
    [
      "an order with another customer's address",
      { orders: [anOrder({ customer_email: 'grace@shoppers.example' })] },
      'belongs to grace@shoppers.example, but ada@shoppers.example placed it',
    ],
    [
      'a response with another cart',
      { responses: [aResponse({ sent, text: shown({ lines: mug }) })] },
      'shows 1 × prod_mug for a cart of 2 × prod_tea',
    ],
    [
      'a response with a product at another price',
      { responses: [placed, reading({ lines: [{ ...teas[0], unitPrice: { amountMinor: 2_000 } }] })] },
      'shows prod_tea as "" at 2000',
    ],
    [
      'a list with the name of another product',
      { responses: [placed, reading({ products: [{ productId: 'prod_tea', name: 'Enamel mug' }] })] },
      'shows prod_tea as "Enamel mug" at no price',
    ],
    [
      'a response with another total',
      { responses: [placed, reading({ total: { amountMinor: 1_600 } })] },
      'shows a total of 1600 for a cart of 4200',
    ],
    [
      "a reading with another customer's address",
      { responses: [placed, reading({ customer: { email: 'grace@shoppers.example' } })] },
      'shows grace@shoppers.example as the customer of ord_1',
    ],
    [
      "a charge with another order's payment",
      { charges: [aCharge()], payments: [aPayment({ order_id: 'ord_2' })] },
      'ch_1 names order ord_1 and payment pay_1, which is of order ord_2',
    ],
    [
      "an email that is addressed to another order's customer",
      { emails: [anEmail({ recipient: 'grace@shoppers.example' })] },
      'the receipt email of order ord_1 is for grace@shoppers.example',
    ],
    [
      'an email that went to another customer',
      { mails: [aMail({ to: 'grace@shoppers.example' })] },
      'about order ord_1 went to grace@shoppers.example',
    ],
    [
      'a receipt that lacks a line',
      { mails: [aMail({ text: 'Total: $42.00\nOrder: ord_1' })] },
      'the receipt of order ord_1 lists nothing, but its cart was 2 x Harbor black tea at $21.00: $42.00',
    ],
    [
      'a receipt that has a line twice',
      { mails: [aMail({ text: `${teasInText}\r\n${teasInText}\r\nOrder: ord_1\r\n` })] },
      `lists ${teasInText}; ${teasInText}, but`,
    ],
    [
      'a receipt without the second line of a product, of an order whose response was lost',
      {
        responses: [],
        orders: [anOrder({ lines: [...teas, { productId: 'prod_tea', quantity: 1 }], amount_minor: 6_300 })],
      },
      `lists ${teasInText}, but its cart was 1 x Harbor black tea: $21.00; ${teasInText}`,
    ],
    ['an email that names no order', { mails: [aMail({ text: 'Hello,' })] }, 'names no order'],
  ])('are contradicted by %s', (_what, over, says) => {
    expect(against(19, aLedger({ responses: [placed], ...over }))).toContain(says);
  });
});
