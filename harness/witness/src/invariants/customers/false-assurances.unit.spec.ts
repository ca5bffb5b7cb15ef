import { describe, expect, it } from '@jest/globals';
import {
  aCharge,
  against,
  aLedger,
  aLine,
  aMail,
  anEmail,
  anOrder,
  aProblem,
  aResponse,
  startedAt,
} from '../evidence.fixture.ts';

const at = (ms: number): string => new Date(startedAt + ms).toISOString();
const charged = [aCharge({ createdAt: at(200) })];
const returned = [aCharge({ createdAt: at(200), status: 'refunded' })];
const nothing = 'Nothing was charged.';
const said = (status: number, detail: string, ms: number) =>
  aProblem(status, 'x', {
    startedAt: startedAt + ms,
    endedAt: startedAt + ms + 10,
    text: JSON.stringify({ code: 'x', orderId: 'ord_1', detail }),
  });
const unnamed = (ms: number) =>
  aProblem(503, 'payments_unavailable', {
    startedAt: startedAt + ms,
    text: JSON.stringify({ code: 'payments_unavailable', detail: 'Nothing was ordered or charged.' }),
  });
const email = (sentAt: string) => ({
  mails: [aMail({ text: `${nothing} Order: ord_1` })],
  emails: [anEmail({ sent_at: sentAt })],
});

describe('2: "nothing was charged"', () => {
  it.each([
    ['a refusal after the charge', { charges: charged, responses: [said(422, nothing, 300)] }],
    [
      'one after a charge that was refunded since',
      { charges: returned, responses: [said(422, nothing, 300)] },
    ],
    ['one before a charge that kept the money', { charges: charged, responses: [said(402, nothing, 100)] }],
    [
      'a notice of a pending order that was charged',
      { charges: charged, responses: [said(202, 'Nothing has been charged yet.', 300)] },
    ],
    ['a 503 of the key that was charged', { charges: charged, responses: [aResponse(), unnamed(300)] }],
    [
      'a refused refund of an order that was charged',
      { charges: charged, responses: [{ ...said(409, nothing, 300), path: '/orders/ord_1/refunds' }] },
    ],
    ['an email after the charge', { charges: returned, ...email(at(300)) }],
    [
      'a history line after the charge',
      { charges: returned, histories: [aLine('x', nothing, { at: at(300) })] },
    ],
  ])('is contradicted by %s', (_what, over) => {
    expect(against(2, aLedger(over))).toContain('says that nothing was charged, but ord_1 was: ch_1');
  });

  it.each([
    [
      '"not yet" before the charge',
      { charges: charged, responses: [said(202, 'Nothing has been charged yet.', 100)] },
    ],
    ['a 503 before the charge of the same key', { charges: charged, responses: [unnamed(100), aResponse()] }],
    [
      'a history that is read after the charge',
      {
        charges: charged,
        responses: [
          {
            ...said(200, 'Nothing has been charged yet.', 300),
            method: 'GET',
            path: '/orders/ord_1/history',
          },
        ],
      },
    ],
    ['an email before a charge that was returned', { charges: returned, ...email(at(100)) }],
    [
      'a history line before a charge that was returned',
      { charges: returned, histories: [aLine('x', nothing, { at: at(100) })] },
    ],
    [
      'a charge that failed',
      { charges: [aCharge({ status: 'failed' })], responses: [said(402, nothing, 300)] },
    ],
  ])('holds for %s', (_what, over) => {
    const orders = [anOrder({ status: 'payment_failed' })];
    expect(against(2, aLedger({ orders, ...over }))).not.toContain('says that nothing was charged');
  });

  it('does not count a bank debit before its money has arrived', () => {
    const debit = (status: string) => aLedger({ charges: [aCharge({ createdAt: at(200), status })] });
    const samples = [
      { ...debit('pending'), readAt: startedAt + 400 },
      { ...debit('succeeded'), readAt: startedAt + 900 },
    ];
    const responses = [said(202, 'Nothing has been charged yet.', 500)];
    expect(against(2, { ...debit('succeeded'), responses }, { samples })).not.toContain('says that nothing');
    const late = [said(202, 'Nothing has been charged yet.', 1_000)];
    expect(against(2, { ...debit('succeeded'), responses: late }, { samples })).toContain(
      'says that nothing',
    );
  });
});
