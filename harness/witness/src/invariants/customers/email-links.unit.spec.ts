import { describe, expect, it } from '@jest/globals';
import { against, aLedger, aMail, anEmail, anOrder, aResponse } from '../evidence.fixture.ts';

const shopUrl = 'https://shop.example';
const [mine, theirs] = ['a'.repeat(43), 'b'.repeat(43)];
const linkTo = (orderId: string, token: string): string => `${shopUrl}/orders/${orderId}#${token}`;
const twice = (link: string): string[] => [link, link];
const own = twice(linkTo('ord_1', mine));
const placed = aResponse({ text: JSON.stringify({ orderId: 'ord_2', status: 'paid', accessToken: theirs }) });
const linked = (links: readonly string[], over: Parameters<typeof aLedger>[0] = {}) =>
  against(14, aLedger({ responses: [aResponse(), placed], mails: [aMail({ links })], ...over }), { shopUrl });

describe('14: links of emails', () => {
  it('hold if each opens the order of its email', () => {
    expect(linked(own)).toBe('');
  });

  it('may have any token of the right shape if the response to the checkout was lost', () => {
    expect(linked(twice(linkTo('ord_1', 'c'.repeat(43))), { responses: [placed] })).toBe('');
  });

  it('are not missed where the shop has no address', () => {
    expect(against(14, aLedger())).toBe('');
  });

  it.each([
    ["another customer's order", linkTo('ord_2', theirs), 'about ord_1 links to /orders/ord_2'],
    ["another order's token", linkTo('ord_1', theirs), 'with a token that does not open it'],
    ['half a token', linkTo('ord_1', mine.slice(1)), 'with a token that does not open it'],
    ['another host', `https://shop.example.org/orders/ord_1#${mine}`, 'links to https://shop.example.org'],
    ['another page', `${shopUrl}/account`, 'about ord_1 links to /account'],
  ])('are contradicted by %s', (_, link, said) => {
    expect(linked(twice(link))).toContain(said);
    expect(linked([...own, link])).toContain(said);
  });

  it('are contradicted by the token of another order, where the response was lost', () => {
    expect(linked(twice(linkTo('ord_1', theirs)), { responses: [placed] })).toContain('the token of ord_2');
  });

  it('are contradicted by different tokens of one order', () => {
    const links = [linkTo('ord_1', mine), linkTo('ord_1', 'c'.repeat(43))];
    expect(linked(links, { responses: [placed] })).toContain('emails link to ord_1 with different tokens');
  });

  it('are contradicted by a host in the name of a customer', () => {
    const greeting = (name: string) => [
      aMail({ text: `Hello ${name},\nOrder: ord_1\n${own[0]}`, links: own }),
    ];
    expect(linked(own, { mails: greeting('Ada St. John-Smith Jr.') })).toBe('');
    expect(linked(own, { mails: greeting('Ada prize.example') })).toContain('names prize.example');
  });

  it('are contradicted by an email that lacks one', () => {
    expect(linked([])).toContain('lacks a link to its order');
    expect(linked(own.slice(1))).toContain('lacks a link to its order');
  });

  it("are compared with the email's record, whichever order it names first", () => {
    const mails = [aMail({ messageId: '<eml_2@x>', text: 'Order: ord_2', links: own })];
    const records = (order_id: string) => [anEmail({ message_id: '<eml_2@x>', order_id })];
    const orders = [anOrder(), anOrder({ order_id: 'ord_2' })];
    expect(linked(own, { mails, orders, emails: records('ord_1') })).toBe('');
    expect(linked(own, { mails, orders, emails: records('ord_2') })).toContain('links to /orders/ord_1');
  });
});
