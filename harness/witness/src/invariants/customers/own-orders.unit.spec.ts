import { describe, expect, it } from '@jest/globals';
import { against, aLedger, aResponse, aProblem, startedAt } from '../evidence.fixture.ts';

const [mine, theirs] = ['a'.repeat(43), 'b'.repeat(43)];
const operator = '0123456789abcdef0123456789abcdef0123456789abcdef';
const answered = (...responses: ReturnType<typeof aResponse>[]) =>
  aLedger({ responses: [aResponse(), ...responses] });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const aRead = (sentHeaders = {}, over: object = {}) =>
  aResponse({
    method: 'GET',
    path: '/orders/ord_1',
    key: null,
    sent: null,
    sentHeaders,
    status: 200,
    text: JSON.stringify({ orderId: 'ord_1', status: 'paid' }),
    startedAt: startedAt + 900,
    ...over,
  });
const placed = (body: object) =>
  aResponse({ text: JSON.stringify({ orderId: 'ord_1', status: 'paid', ...body }) });

describe('14: own orders', () => {
  it.each([
    ['its own token', aRead(bearer(mine))],
    ['an operator’s key', aRead(bearer(operator))],
    ['no credential, if refused', aRead({}, { status: 401, text: '{"code":"order_access_required"}' })],
    ['another token, if refused', aRead(bearer(theirs), { status: 404, text: '{"code":"order_not_found"}' })],
  ])('holds for a read with %s', (_, response) => {
    expect(against(14, answered(response))).toBe('');
  });

  it('is contradicted by what a stranger was shown at rest', () => {
    const shownToStrangers = ["checkout returned 200 to a stranger's GET /orders/ord_1"];
    expect(against(14, aLedger(), { shownToStrangers })).toBe(shownToStrangers[0]);
    expect(against(14, aLedger(), { shownToStrangers: [] })).toBe('');
  });

  it.each([
    ['a read without a credential', aRead(), 'without a credential'],
    [
      "a read with another order's token",
      aRead(bearer(theirs)),
      'a token that does not belong to order ord_1',
    ],
    [
      'a history',
      aRead({}, { path: '/orders/ord_1/history', text: '{"events":[]}' }),
      'without a credential',
    ],
    [
      'a refund',
      aResponse({ path: '/orders/ord_1/refunds', sent: '{}', sentHeaders: bearer(theirs), text: '{}' }),
      'a token that does not belong to order ord_1',
    ],
    [
      'a refusal that reveals the order',
      aProblem(409, 'order_not_refundable', { path: '/orders/ord_1/refunds', sent: '{}' }),
      'without a credential',
    ],
    [
      'a token in another response',
      aRead(bearer(mine), { text: `{"accessToken":"${mine}"}` }),
      'shows a token',
    ],
    ['an order without a token', placed({ accessToken: undefined }), 'without a token'],
    ['an order with two tokens', placed({ accessToken: theirs }), '2 different tokens'],
    [
      'two orders with one token',
      placed({ orderId: 'ord_2', accessToken: mine }),
      'one token belongs to ord_1 and ord_2',
    ],
  ])('is contradicted by %s', (_, response, said) => {
    expect(against(14, answered(response))).toContain(said);
  });
});
