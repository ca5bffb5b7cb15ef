import { describe, expect, it } from '@jest/globals';
import { type CheckoutOutcome } from '@holdfast/checkout-client';
import { words } from '../words.ts';
import { outcomeWords, type OutcomeWords, waitingWords } from './outcome-words.ts';
import { type Paying, whyUnknown } from './purchase-state.ts';
import { refusalWords } from './refusal-words.ts';
import { aProblem, aSubmission, refusedWith, sent, total } from './submission.fixture.ts';

const named = {
  ...aSubmission,
  body: { ...aSubmission.body, customer: { email: 'ada@example.com', name: 'Ada' } },
};
const order = { total, customer: named.body.customer };
const nameOf = (id: string) => ({ prod_tea: 'Harbor black tea', prod_mug: 'Enamel mug' })[id];
const outcome = (kind: CheckoutOutcome['kind'], members: object = {}) =>
  ({ kind, ...members, ...sent }) as CheckoutOutcome;
const declined = (declineCode: string | null) => outcome('declined', { declineCode });
const unknown = (mayHaveRun: boolean, status?: number, code?: string) =>
  outcome('unknown', { mayHaveRun, status, problem: code === undefined ? undefined : aProblem(code) });
const gone = (...indexes: number[]) =>
  aProblem('product_unknown', { errors: indexes.map((index) => ({ pointer: `/lines/${index}/productId` })) });
const invalid = (pointer: string) =>
  aProblem('validation_failed', {
    traceId: 'trace-1',
    errors: [{ pointer, detail: 'must be an email address' }],
  });

/** Every outcome of the client, and every problem of `POST /checkouts` with words of its own. */
const table: readonly (readonly [string, CheckoutOutcome, OutcomeWords])[] = [
  ['paid', outcome('paid', { order }), { sentence: 'We took $67.00. Thank you, Ada.' }],
  [
    'pending',
    outcome('pending', { order }),
    {
      sentence:
        'We are finding out whether $67.00 was taken; it will be taken at most once. We have your order.',
    },
  ],
  [
    'action_required',
    outcome('action_required', { order }),
    { sentence: "You'll be charged $67.00 only if you confirm it with your bank." },
  ],
  [
    'declined for a reason of the customer',
    declined('insufficient_funds'),
    {
      sentence: 'Nothing was taken. Your bank declined the payment: it reported insufficient funds.',
      field: 'card',
    },
  ],
  [
    'declined for a reason that is not shown',
    declined('stolen_card'),
    { sentence: 'Nothing was taken. Your bank declined the payment.', field: 'card' },
  ],
  [
    'declined without a reason',
    declined(null),
    { sentence: 'Nothing was taken. Your bank declined the payment.', field: 'card' },
  ],
  [
    'price_changed',
    refusedWith(aProblem('price_changed', { actualTotal: { amountMinor: 7000, currency: 'usd' } })),
    { sentence: 'Nothing was taken. The total changed from $67.00 to $70.00.', offersCart: true },
  ],
  [
    'price_changed without the new total',
    refusedWith(aProblem('price_changed')),
    { sentence: 'Nothing was taken. The total is no longer $67.00.', offersCart: true },
  ],
  [
    'product_unknown',
    refusedWith(gone(1)),
    {
      sentence: 'Nothing was taken. Enamel mug is no longer sold, so we took it out of your cart.',
      offersCart: true,
    },
  ],
  [
    'product_unknown, twice',
    refusedWith(gone(0, 1)),
    {
      sentence:
        'Nothing was taken. These are no longer sold, so we took them out of your cart: Harbor black tea and Enamel mug.',
      offersCart: true,
    },
  ],
  [
    'product_unknown without a line',
    refusedWith(gone()),
    { sentence: 'Nothing was taken. A product in your cart is no longer sold.', offersCart: true },
  ],
  [
    'payment_refused',
    refusedWith(aProblem('payment_refused')),
    {
      sentence:
        "Nothing was taken. This payment can't be made right now. Please pay another way, or try again later.",
      field: 'card',
    },
  ],
  [
    'payment_method_invalid',
    refusedWith(aProblem('payment_method_invalid')),
    {
      sentence: "Nothing was taken. This way to pay can't be used; please choose another one.",
      field: 'card',
    },
  ],
  [
    'validation_failed for the email address',
    refusedWith(invalid('/customer/email')),
    { sentence: 'Nothing was taken. Please correct your email address.', field: 'email' },
  ],
  [
    'validation_failed for something else',
    refusedWith(invalid('/lines/0/quantity')),
    { sentence: 'Nothing was taken for this cart.', reference: 'trace-1' },
  ],
  [
    'any other refusal',
    refusedWith(aProblem('body_too_large', { detail: 'The body is too large.', traceId: 'trace-2' })),
    { sentence: 'Nothing was taken for this cart. The body is too large.', reference: 'trace-2' },
  ],
  [
    'conflict',
    outcome('conflict', { problem: aProblem('idempotency_key_reused', { traceId: 'trace-3' }) }),
    {
      sentence: 'Nothing was taken this time. This order no longer matches an earlier try; please pay again.',
      reference: 'trace-3',
    },
  ],
  [
    'expired',
    outcome('expired', { reference: 'ord_1' }),
    { sentence: words.outcome.expired, orderId: 'ord_1' },
  ],
  ['expired without an order', outcome('expired'), { sentence: words.outcome.expired }],
  ['unknown', unknown(true), { sentence: 'We are finding out whether $67.00 was taken.' }],
  ['unknown, and certainly not run', unknown(false, 429), { sentence: 'Nothing was taken so far.' }],
];

/** First words that say what happened, happens or will happen to the money. */
const aboutMoney =
  /^(Nothing was taken|Nothing was sent and nothing was taken|We took \$|We are (still )?finding out whether \$|You'll be charged \$)/;

describe('the words for an outcome', () => {
  it.each(table)('%s', (_, of, expected) => {
    expect(outcomeWords(of, named, nameOf)).toEqual(expected);
  });

  it.each(table)('begin with the money: %s', (_, of) => {
    expect(outcomeWords(of, named, nameOf).sentence).toMatch(aboutMoney);
  });

  it.each(['storage_blocked', 'cart_changed', 'page_failed', 'earlier_unknown'] as const)(
    'begin with the money if nothing was sent: %s',
    (kind) => {
      expect(refusalWords({ kind, submission: named }, nameOf).sentence).toMatch(aboutMoney);
    },
  );

  it('are those of the outcome after a refusal by the shop', () => {
    const refusal = { kind: 'outcome', outcome: declined(null), submission: named } as const;
    expect(refusalWords(refusal, nameOf)).toEqual(outcomeWords(declined(null), named, nameOf));
  });
});

describe('the words while nothing is known', () => {
  const wait = '12 s';
  it.each([
    [
      'no response',
      { mayHaveRun: true, status: undefined, problem: undefined },
      "We'll ask again in 12 s.",
      false,
    ],
    [
      'too many attempts',
      { mayHaveRun: false, status: 429, problem: aProblem('too_many_attempts') },
      "There were too many attempts. We'll try again in 12 s.",
      true,
    ],
    [
      'a shop that takes no payments',
      { mayHaveRun: false, status: 503, problem: aProblem('payments_unavailable') },
      "The shop can't take payments right now. We'll try again in 12 s.",
      true,
    ],
    [
      'a shop with too much to do',
      { mayHaveRun: false, status: 503, problem: aProblem('overloaded') },
      "The shop is very busy. We'll try again in 12 s.",
      true,
    ],
    [
      'too many attempts after a lost response',
      { mayHaveRun: true, status: 429, problem: aProblem('too_many_attempts') },
      "We'll ask again in 12 s.",
      false,
    ],
  ])('%s', (_, why, nextTry, canChangeCart) => {
    const said = waitingWords(why, '$67.00');
    expect([said.nextTry(wait), said.canChangeCart]).toEqual([nextTry, canChangeCart]);
    expect(said.heading).toMatch(aboutMoney);
  });

  it('do not say that nothing was taken while a new request is on its way', () => {
    const busy = { mayHaveRun: false, status: 503, problem: aProblem('overloaded'), retryAfterMs: 5_000 };
    const headingOf = (state: Parameters<typeof whyUnknown>[0]) =>
      waitingWords(whyUnknown(state), '$67.00').heading;
    const paying: Paying = {
      kind: 'paying',
      isFromForm: false,
      submission: named,
      startedAt: 0,
      progress: undefined,
      wasAskedAgain: false,
    };
    expect(headingOf({ kind: 'unknown', submission: named, outcome: busy })).toBe(
      'Nothing was taken so far.',
    );
    expect(headingOf(paying)).toBe('We are finding out whether $67.00 was taken.');
  });
});
