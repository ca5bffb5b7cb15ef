import { describe, expect, it } from '@jest/globals';
import { against, aLedger, anIntent, paidBody, startedAt } from '../evidence.fixture.ts';

const shopUrl = 'https://shop.example/tea';
const page = `${shopUrl}/orders/ord_1?from=bank`;
const added = '&payment_intent=pi_1&payment_intent_client_secret=pi_1_secret_2&redirect_status=succeeded';

const sentTo = (returnedTo: string | undefined, orderId: string | null = 'ord_1') =>
  aLedger({
    intents: [anIntent({ orderId })],
    bankResponses: [
      {
        at: startedAt + 150,
        url: 'http://bank.example/3d_secure/pi_1?attempt=payatt_1',
        intentId: 'pi_1',
        response: 'confirm',
        isTaken: true,
        returnedTo,
      },
    ],
  });
const wouldBeSentTo = (returnUrl: string) =>
  aLedger({ intents: [anIntent({ status: 'requires_action', returnUrl })] });

describe('17: the way back from the bank', () => {
  it.each([
    ['the page of the order', sentTo(page + added)],
    ['the same page, before the customer acts', aLedger({ intents: [anIntent({ returnUrl: page })] })],
    ['nowhere, because the page was closed', sentTo(undefined)],
    ['the page of another caller', sentTo('https://partner.example/done', null)],
  ])('leads to %s', (_what, ledger) => {
    expect(against(17, ledger, { shopUrl })).toBe('');
  });

  it.each([
    [
      'another order',
      page.replace('ord_1', 'ord_2'),
      'customer of ord_1 to https://shop.example/tea/orders/ord_2',
    ],
    [
      'another host',
      page.replace('shop.example', 'shop.example.org'),
      'to https://shop.example.org/tea/orders',
    ],
    ['another part of the host', page.replace('/tea', ''), 'to https://shop.example/orders/ord_1'],
    ['another page', page.replace('/orders', '/order'), 'to https://shop.example/tea/order/ord_1'],
    ['a page that expects no one from a bank', page.replace('bank', 'email'), 'as if not from the bank'],
    ['the page of the bank', '/3d_secure/pi_1', '"/3d_secure/pi_1", which is not an address'],
    ['a page that it opens', `${page}#${paidBody.accessToken}`, 'with the token of an order'],
  ])('may not lead to %s', (_what, address, says) => {
    expect(against(17, sentTo(address), { shopUrl })).toContain(says);
    expect(against(17, aLedger(), { shopUrl, samples: [wouldBeSentTo(address)] })).toContain(says);
  });

  it('is judged by its path alone if the shop is unknown', () => {
    expect(against(17, sentTo(page))).toBe('');
    expect(against(17, sentTo(page.replace('ord_1', 'ord_2')))).toContain(
      'to https://shop.example/tea/orders/ord_2',
    );
  });
});
