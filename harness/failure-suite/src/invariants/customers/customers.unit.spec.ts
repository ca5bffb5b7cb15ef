import { type ActiveFault, type LabEvent } from '@holdfast/fault-proxy';
import { describe, expect, it } from '@jest/globals';
import {
  against,
  aLedger,
  aMail,
  aResponse,
  anEmail,
  anOrder,
  aProblem,
  aReplay,
  key,
  startedAt,
} from '../evidence.fixture.ts';

const failed = aLedger({ orders: [anOrder({ status: 'payment_failed' })] });
const answered = (...responses: ReturnType<typeof aResponse>[]) => aLedger({ responses });
const pending = { orderId: 'ord_1', status: 'payment_pending', customer: { email: 'ada@shoppers.example' } };
const aResponseWith = (status: number, body: object) => aResponse({ status, text: JSON.stringify(body) });
const aGet = (status: number, body: object) =>
  aResponse({
    method: 'GET',
    path: '/orders/ord_1',
    key: null,
    sent: null,
    status,
    text: JSON.stringify(body),
    startedAt: startedAt + 900,
  });
const aFault = (edge: string, kind: string): ActiveFault =>
  ({ kind, faultId: 'f1', edge, struck: 1 }) as ActiveFault;
const stack = 'TypeError: x\n    at Object.run (/srv/app/dist/main.js:1:2)';

describe('2: what a customer was told', () => {
  it.each([
    ['an order that is not there', aLedger({ orders: [] }), 'with order ord_1, which does not exist'],
    ['201 for an unpaid order', failed, 'but order ord_1 is payment_failed'],
    ['201 that names no order', answered(aResponseWith(201, {})), 'names no order'],
    [
      '402 for an order that was charged',
      answered(aResponseWith(402, { code: 'card_declined', orderId: 'ord_1' })),
      'was charged: ch_1',
    ],
    [
      '202 that has not ended',
      { ...answered(aResponseWith(202, pending)), orders: [anOrder({ status: 'payment_pending' })] },
      'has not ended: it is payment_pending',
    ],
    [
      'an order shown as paid that failed',
      { ...failed, responses: [aGet(200, { orderId: 'ord_1', status: 'paid' })] },
      'said paid, but',
    ],
    ['an order that is forgotten', answered(aResponse(), aGet(404, {})), 'had named it'],
    [
      'a refusal that says that nothing was taken, of an order that was charged',
      answered(aResponseWith(422, { code: 'x', orderId: 'ord_1', detail: 'Nothing was taken.' })),
      'said that nothing was taken, but order ord_1 was charged: ch_1',
    ],
    [
      'a mail that says that nothing was charged, of an order that was charged',
      aLedger({ mails: [aMail({ text: 'Nothing was charged. Order: ord_1' })] }),
      'said that nothing was taken, but order ord_1 was charged: ch_1',
    ],
  ])('is contradicted by %s', (_what, ledger, said) => {
    expect(against(2, ledger)).toContain(said);
  });

  it('holds when a mail that says so is about an order that was not charged', () => {
    const mails = [aMail({ text: 'Nothing was charged. Order: ord_2' })];
    expect(against(2, aLedger({ mails }))).toBe('');
  });
});

describe('3: one receipt', () => {
  it.each([
    ['none', { mails: [], emails: [] }, 'no receipt was ever asked for'],
    ['one that has not arrived', { mails: [] }, 'counts as sent, and has not arrived'],
    [
      'one under another Message-ID, too',
      { mails: [aMail(), aMail({ messageId: '<b@x>' })] },
      'ord_1 has 2 receipts',
    ],
    [
      'one that came twice',
      { mails: [aMail(), aMail()] },
      'arrived 2 times, and nothing had left its end in doubt',
    ],
    [
      'one for an order that failed',
      { orders: [anOrder({ status: 'payment_failed' })] },
      'but a receipt was sent for it',
    ],
    [
      'one that is held for no reason',
      { mails: [], emails: [anEmail({ status: 'held' })] },
      'its receipt is held, and none',
    ],
  ])('is contradicted by %s', (_what, over, said) => {
    expect(against(3, aLedger(over))).toContain(said);
  });

  it('lets a mail come twice when its end was in doubt, but not where doubtful mails are held', () => {
    const twice = aLedger({ mails: [aMail(), aMail()] });
    const lost = { faults: [aFault('email->mail', 'reset')] };
    expect(against(3, twice, lost)).toBe('');
    const settings = { email: { EMAIL_WHEN_UNCERTAIN: 'hold' } };
    expect(against(3, twice, { ...lost, scenario: { name: 's', settings } })).toContain(
      'though doubtful mails are held',
    );
  });
});

describe('4: the same answer', () => {
  it.each([
    [
      'other bytes',
      answered(aResponse(), aReplay({ text: aResponse().text.replace('paid', 'PAID') })),
      'with other bytes',
    ],
    [
      'another status',
      answered(aResponse(), aProblem(402, 'card_declined', { startedAt: startedAt + 900 })),
      'and then Ada',
    ],
    [
      'a replay that does not say so',
      answered(aResponse(), aReplay({ headers: aResponse().headers })),
      'does not say that it is replayed',
    ],
    [
      '202 after 201',
      answered(aResponse(), aReplay({ status: 202, text: JSON.stringify(pending) })),
      'had been the last word',
    ],
    [
      'another body under the key',
      answered(aResponse(), aReplay({ sent: '{"customer":{}}' })),
      'for another request',
    ],
    [
      'a second order',
      answered(aResponse(), aReplay({ text: '{"orderId":"ord_2","status":"paid"}' })),
      'several orders: ord_1, ord_2',
    ],
  ])('is contradicted by %s', (_what, ledger, said) => {
    expect(against(4, ledger)).toContain(said);
  });

  it('knows both spellings of a key, white space, and answers that are not the last word', () => {
    const spaced = JSON.stringify(JSON.parse(aResponse().sent ?? ''), null, 2);
    const ledger = answered(
      aResponseWith(202, pending),
      aResponse({ status: 0, text: '', failure: 'reset' }),
      aProblem(409, 'idempotency_in_flight', { endedAt: startedAt + 200 }),
      aResponse(),
      aReplay({ key: `"${key}"`, sent: spaced }),
      aProblem(503, 'service_unavailable', { startedAt: startedAt + 900 }),
      aProblem(422, 'idempotency_key_reused', { startedAt: startedAt + 900, sent: '{}' }),
    );
    expect(against(4, ledger)).toBe('');
  });
});

describe('5: own answers', () => {
  const foreign = { customer: { email: 'eve@shoppers.example' }, paymentMethod: 'pm_card_visa' };

  it.each([
    [
      'the address of another',
      answered(aResponse({ sent: JSON.stringify(foreign) })),
      'to eve@shoppers.example shows ada@',
    ],
    [
      'the order of another',
      aLedger({ orders: [anOrder({ customer_email: 'eve@x' })] }),
      'names order ord_1 of eve@x',
    ],
    [
      'the same order behind another API key',
      answered(aResponse(), aReplay({ sentHeaders: { authorization: 'Bearer b' } })),
      'different callers',
    ],
    ['the order of another path', answered(aGet(200, { orderId: 'ord_2' })), 'shows order ord_2'],
  ])('is contradicted by %s', (_what, ledger, said) => {
    expect(against(5, ledger)).toContain(said);
  });
});

describe('8: clean errors', () => {
  const bare = { headers: { 'content-type': 'application/problem+json', 'x-request-id': 'r' } };

  it.each([
    ['a 500', answered(aProblem(500, 'internal_error')), '→ 500'],
    ['a 502', answered(aProblem(502, 'bad_gateway')), '→ 502'],
    [
      'a 503 without Retry-After',
      answered(aProblem(503, 'service_unavailable', bare)),
      'without Retry-After',
    ],
    [
      'an error that is no problem document',
      answered(aResponse({ status: 404, text: 'Not found' })),
      'is no problem document',
    ],
    ['a problem without its code', answered(aProblem(409, '')), 'lacks code'],
    [
      'a stack trace',
      answered(aResponse({ text: JSON.stringify({ note: stack }).replaceAll('\\n', '\n') })),
      'shows a stack trace',
    ],
    [
      "a neighbour's error",
      answered(aProblem(503, 'x', { text: '{"detail":"connect ECONNREFUSED 127.0.0.1"}' })),
      'an error of the network',
    ],
    [
      'SQL',
      answered(aProblem(503, 'x', { text: '{"detail":"relation \\"orders\\" is not there"}' })),
      'shows SQL',
    ],
    [
      'an answer after the deadline',
      answered(aResponse({ endedAt: startedAt + 5_400 })),
      'came after 5300 ms',
    ],
  ])('is contradicted by %s', (_what, ledger, said) => {
    expect(against(8, ledger)).toContain(said);
  });

  it('blames checkout for a wait only while it is there and the way to it is open', () => {
    const late = answered(aResponse({ endedAt: startedAt + 5_400 }));
    const paused = (at: number) => ({
      acts: [
        { at, process: 'checkout-2', act: 'pause checkout-2' },
        { at: at + 1_000, process: 'checkout-2', act: 'resume checkout-2' },
      ],
      healedAt: startedAt + 60_000,
    });
    expect(against(8, late, paused(startedAt + 500))).toBe('');
    expect(against(8, late, paused(startedAt + 9_000))).toContain('came after 5300 ms');
    const fault = { ...aFault('shopper->checkout', 'black_hole'), faultId: 'f1' };
    const event = (type: 'fault_set' | 'fault_cleared', at: number): LabEvent => ({ type, at, fault });
    const during = [event('fault_set', startedAt), event('fault_cleared', startedAt + 400)];
    const before = [event('fault_set', startedAt), event('fault_cleared', startedAt + 50)];
    expect(against(8, late, { events: during })).toBe('');
    expect(against(8, late, { events: before })).toContain('came after 5300 ms');
  });

  it('takes a client that gave up at the time it meant to wait, for its own timer may be late', () => {
    const gaveUp = (gaveUpAfterMs: number) =>
      answered(
        aResponse({
          endedAt: startedAt + 5_400,
          status: 0,
          text: '',
          failure: `no answer within ${gaveUpAfterMs} ms`,
          gaveUpAfterMs,
        }),
      );
    expect(against(8, gaveUp(5_200))).toBe('');
    expect(against(8, gaveUp(5_260))).toContain('came after 5260 ms');
  });

  it('does not blame the system for an answer that the suite put in its place', () => {
    const ledger = answered(aResponse({ status: 502, text: 'bad gateway', headers: {} }));
    expect(against(8, ledger)).not.toBe('');
    expect(against(8, ledger, { faults: [aFault('shopper->checkout', 'status')] })).toBe('');
  });
});
