import { type ActiveFault, type LabEvent } from '@holdfast/lab-api';
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

describe('2: truthful responses', () => {
  it.each([
    ['an order that does not exist', aLedger({ orders: [] }), 'with order ord_1, which does not exist'],
    ['201 for an unpaid order', failed, 'but order ord_1 is payment_failed'],
    ['201 that names no order', answered(aResponseWith(201, {})), 'names no order'],
    [
      '402 for an order that was charged',
      answered(aResponseWith(402, { code: 'card_declined', orderId: 'ord_1' })),
      'was charged: ch_1',
    ],
    [
      'a pending order that never ended',
      { ...answered(aResponseWith(202, pending)), orders: [anOrder({ status: 'payment_pending' })] },
      'never ended: it is payment_pending',
    ],
    [
      'a failed order that was shown as paid',
      { ...failed, responses: [aGet(200, { orderId: 'ord_1', status: 'paid' })] },
      'said paid, but',
    ],
    ['an order that disappears', answered(aResponse(), aGet(404, {})), 'had named it'],
    [
      'a refusal that denies the charge of a charged order',
      answered(aResponseWith(422, { code: 'x', orderId: 'ord_1', detail: 'Nothing was taken.' })),
      'says that nothing was charged, but ord_1 was: ch_1',
    ],
    [
      'an email that denies the charge of a charged order',
      aLedger({ mails: [aMail({ text: 'Nothing was charged. Order: ord_1' })] }),
      'says that nothing was charged, but ord_1 was: ch_1',
    ],
  ])('is contradicted by %s', (_what, ledger, said) => {
    expect(against(2, ledger)).toContain(said);
  });

  it('holds if such an email is about an order that was not charged', () => {
    const mails = [aMail({ text: 'Nothing was charged. Order: ord_2' })];
    expect(against(2, aLedger({ mails }))).toBe('');
  });
});

describe('3: one receipt', () => {
  it.each([
    ['none', { mails: [], emails: [] }, 'no receipt was requested'],
    ['one that has not arrived', { mails: [] }, 'is marked sent but has not arrived'],
    [
      'a second one with another Message-ID',
      { mails: [aMail(), aMail({ messageId: '<b@x>' })] },
      'ord_1 has 2 receipts',
    ],
    [
      'one that arrived twice',
      { mails: [aMail(), aMail()] },
      'arrived 2 times, although no attempt had an uncertain outcome',
    ],
    [
      'one for an order that failed',
      { orders: [anOrder({ status: 'payment_failed' })] },
      'but it has a receipt',
    ],
    [
      'one that is held for no reason',
      { mails: [], emails: [anEmail({ status: 'held' })] },
      'its receipt is held and none',
    ],
  ])('is contradicted by %s', (_what, over, said) => {
    expect(against(3, aLedger(over))).toContain(said);
  });

  it('allows a second copy after an uncertain outcome, but not if uncertain emails are held', () => {
    const twice = aLedger({ mails: [aMail(), aMail()] });
    const lost = { faults: [aFault('email->mail', 'reset')] };
    expect(against(3, twice, lost)).toBe('');
    const settings = { email: { EMAIL_WHEN_UNCERTAIN: 'hold' } };
    expect(against(3, twice, { ...lost, scenario: { name: 's', settings } })).toContain(
      'although uncertain emails are held',
    );
  });
});

describe('4: the same response', () => {
  it.each([
    [
      'different bytes',
      answered(aResponse(), aReplay({ text: aResponse().text.replace('paid', 'PAID') })),
      'with different bytes',
    ],
    [
      'a different status',
      answered(aResponse(), aProblem(402, 'card_declined', { startedAt: startedAt + 900 })),
      'then Ada',
    ],
    [
      'a replay that is not marked',
      answered(aResponse(), aReplay({ headers: aResponse().headers })),
      'without the replay header',
    ],
    [
      '202 after 201',
      answered(aResponse(), aReplay({ status: 202, text: JSON.stringify(pending) })),
      'was final',
    ],
    [
      'another body with the same key',
      answered(aResponse(), aReplay({ sent: '{"customer":{}}' })),
      'for a different request',
    ],
    [
      'a second order',
      answered(aResponse(), aReplay({ text: '{"orderId":"ord_2","status":"paid"}' })),
      'several orders: ord_1, ord_2',
    ],
  ])('is contradicted by %s', (_what, ledger, said) => {
    expect(against(4, ledger)).toContain(said);
  });

  it('accepts both key spellings, white space, and responses that are not final', () => {
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

describe('5: own responses', () => {
  const foreign = { customer: { email: 'eve@shoppers.example' }, paymentMethod: 'pm_card_visa' };

  it.each([
    [
      "another customer's address",
      answered(aResponse({ sent: JSON.stringify(foreign) })),
      'to eve@shoppers.example shows ada@',
    ],
    [
      "another customer's order",
      aLedger({ orders: [anOrder({ customer_email: 'eve@x' })] }),
      'names order ord_1 of eve@x',
    ],
    [
      'the same order for another API key',
      answered(aResponse(), aReplay({ sentHeaders: { authorization: 'Bearer b' } })),
      'different callers',
    ],
    [
      'an order other than the one in the path',
      answered(aGet(200, { orderId: 'ord_2' })),
      'shows order ord_2',
    ],
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
      'an error without a problem document',
      answered(aResponse({ status: 404, text: 'Not found' })),
      'is not a problem document',
    ],
    ['a problem without its code', answered(aProblem(409, '')), 'lacks code'],
    [
      'a stack trace',
      answered(aResponse({ text: JSON.stringify({ note: stack }).replaceAll('\\n', '\n') })),
      'shows a stack trace',
    ],
    [
      'an internal error',
      answered(aProblem(503, 'x', { text: '{"detail":"connect ECONNREFUSED 127.0.0.1"}' })),
      'a network error',
    ],
    [
      'SQL',
      answered(aProblem(503, 'x', { text: '{"detail":"relation \\"orders\\" is not there"}' })),
      'shows SQL',
    ],
    [
      'a response after the deadline',
      answered(aResponse({ endedAt: startedAt + 5_400 })),
      'came after 5300 ms',
    ],
  ])('is contradicted by %s', (_what, ledger, said) => {
    expect(against(8, ledger)).toContain(said);
  });

  it('ignores a wait while checkout was down or unreachable', () => {
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

  it("uses a client's timeout instead of the time it gave up, because its timer may be late", () => {
    const gaveUp = (gaveUpAfterMs: number) =>
      answered(
        aResponse({
          endedAt: startedAt + 5_400,
          status: 0,
          text: '',
          failure: `no response within ${gaveUpAfterMs} ms`,
          gaveUpAfterMs,
        }),
      );
    expect(against(8, gaveUp(5_200))).toBe('');
    expect(against(8, gaveUp(5_260))).toContain('came after 5260 ms');
  });

  it('ignores responses that the suite forged', () => {
    const ledger = answered(aResponse({ status: 502, text: 'bad gateway', headers: {} }));
    expect(against(8, ledger)).not.toBe('');
    expect(against(8, ledger, { faults: [aFault('shopper->checkout', 'status')] })).toBe('');
  });
});
