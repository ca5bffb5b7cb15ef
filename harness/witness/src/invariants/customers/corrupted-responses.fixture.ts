import {
  aLedger,
  aMail,
  anEmail,
  anOrder,
  aProblem,
  aReplay,
  aResponse,
  startedAt,
} from '../evidence.fixture.ts';
import { type Corruption, corrupted } from '../corruption.fixture.ts';

const failed = aLedger({ orders: [anOrder({ status: 'payment_failed' })] });
export const answered = (...responses: ReturnType<typeof aResponse>[]) => aLedger({ responses });
export const pending = {
  orderId: 'ord_1',
  status: 'payment_pending',
  customer: { email: 'ada@shoppers.example' },
};
export const aResponseWith = (status: number, body: object) =>
  aResponse({ status, text: JSON.stringify(body) });
export const aGet = (status: number, body: object) =>
  aResponse({
    method: 'GET',
    path: '/orders/ord_1',
    key: null,
    sent: null,
    status,
    text: JSON.stringify(body),
    startedAt: startedAt + 900,
  });
const stack = 'TypeError: x\n    at Object.run (/srv/app/dist/main.js:1:2)';
const bare = { headers: { 'content-type': 'application/problem+json', 'x-request-id': 'r' } };

const asked = (header: string, inBody: number) => ({
  headers: { ...bare.headers, 'retry-after': header },
  text: JSON.stringify({ type: 't', title: 'T', code: 'x', traceId: '1', retryAfterSeconds: inBody }),
});

export const responsesCorrupted: readonly Corruption[] = [
  [
    'an accepted order that is already paid',
    answered(aResponseWith(202, { ...pending, status: 'paid' })),
    'but it calls order ord_1 paid',
  ],
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
];

export const receiptsCorrupted: readonly Corruption[] = corrupted(aLedger, [
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
    'one that arrived twice in one attempt',
    { mails: [aMail(), aMail()], emails: [anEmail({ attempts: 1 })] },
    'arrived 2 times in 1 attempt',
  ],
  [
    'one that arrived three times',
    { mails: [aMail(), aMail(), aMail()], emails: [anEmail({ attempts: 3 })] },
    'arrived 3 times: two copies are the most',
  ],
  [
    'another email that is held for no reason',
    {
      emails: [
        anEmail(),
        anEmail({
          kind: 'payment_failed',
          identity: 'payment_failed',
          status: 'held',
          message_id: '<eml_2@x>',
        }),
      ],
    },
    'payment_failed email <eml_2@x> of order ord_1 is held, although nothing refused it',
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
]);

export const replaysCorrupted: readonly Corruption[] = [
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
    'another header',
    answered(aResponse(), aReplay({ headers: { ...aReplay().headers, location: '/orders/ord_1' } })),
    'with location: /orders/ord_1, but first it was none',
  ],
  [
    'a header less',
    answered(aResponse({ headers: { ...aResponse().headers, location: '/orders/ord_1' } }), aReplay()),
    'with location: none, but first it was /orders/ord_1',
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
];

export const errorsCorrupted: readonly Corruption[] = [
  ['a 500', answered(aProblem(500, 'internal_error')), '→ 500'],
  ['a 502', answered(aProblem(502, 'bad_gateway')), '→ 502'],
  [
    'a Retry-After in milliseconds',
    answered(aProblem(503, 'x', asked('2000', 2))),
    'says Retry-After: 2000, and 2 in its body',
  ],
  ['a Retry-After of a fraction', answered(aProblem(429, 'x', asked('0.5', 0.5))), 'says Retry-After: 0.5'],
  ['a 503 without Retry-After', answered(aProblem(503, 'service_unavailable', bare)), 'without Retry-After'],
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
];
