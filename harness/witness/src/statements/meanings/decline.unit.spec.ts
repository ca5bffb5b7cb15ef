import { describe, expect, it } from '@jest/globals';
import {
  against,
  aCharge,
  aLedger,
  aLine,
  aMail,
  anIntent,
  anOrder,
  aProblem,
} from '../../invariants/evidence.fixture.ts';
import { type Ledgers } from '../../ledgers/ledgers.ts';

const declinedBecause = (failureReason: string | null): Partial<Ledgers> => ({
  charges: [aCharge({ status: 'failed', failureReason })],
  intents: [anIntent({ status: 'requires_payment_method', failureReasons: [] })],
});
const withoutACharge = (...failureReasons: string[]): Partial<Ledgers> => ({
  charges: [],
  intents: [anIntent({ status: 'requires_payment_method', failureReasons })],
});
const shown = (over: Partial<Ledgers>): Ledgers =>
  aLedger({
    orders: [anOrder({ status: 'payment_failed' })],
    histories: [],
    emails: [],
    mails: [],
    responses: [],
    ...over,
  });
const inHistory = (text: string) => ({ histories: [aLine('payment_failed', text)] });
const inEmail = (text: string) => ({ mails: [aMail({ subject: 'Hello,', text: `${text}\nOrder: ord_1` })] });
const inRefusal = (body: object) => ({
  responses: [aProblem(402, 'card_declined', { text: JSON.stringify({ orderId: 'ord_1', ...body }) })],
});

const sentences = {
  insufficient_funds: 'The bank reported insufficient funds.',
  expired_card: 'The bank reported that the card has expired.',
  incorrect_cvc: "The card's security code was incorrect.",
  processing_error: 'The bank could not process the payment.',
  card_velocity_exceeded: 'The bank reported that the card was used too often or is over its limit.',
  authentication_required: 'The payment was not confirmed.',
  generic_decline: 'The bank declined the payment.',
};
const reasons = Object.entries(sentences);
const pairs = reasons.flatMap(([reason]) =>
  reasons.map(([other, sentence]) => ({ reason, other, sentence })),
);

describe('the reason of a decline', () => {
  it.each(pairs)('$reason is compared with "$sentence"', ({ reason, other, sentence }) => {
    const said = against(18, shown({ ...declinedBecause(reason), ...inHistory(sentence) }));
    if (reason === other) expect(said).toBe('');
    else expect(said).toContain(`but the provider recorded ${reason} for ord_1`);
  });

  it.each([
    ['a secret of the bank', declinedBecause('stolen_card'), 'The bank declined the payment.'],
    ['a cancellation', withoutACharge('canceled: duplicate'), 'This payment could not be processed.'],
    [
      'a refusal by the customer',
      withoutACharge('payment_intent_authentication_failure'),
      'The payment was not confirmed.',
    ],
    ['a customer who never came', withoutACharge('abandoned'), 'The payment was not confirmed.'],
    [
      'one of several attempts',
      { ...withoutACharge('expired_card'), charges: declinedBecause('incorrect_cvc').charges ?? [] },
      "The card's security code was incorrect.",
    ],
    ['a reason that was not read', { charges: [aCharge({ status: 'failed' })] }, sentences.expired_card],
  ])('may be %s', (_what, provider, sentence) => {
    expect(against(18, shown({ ...provider, ...inHistory(sentence) }))).toBe('');
  });

  it.each([
    [
      'an email',
      shown({ ...declinedBecause('expired_card'), ...inEmail('Your bank reported insufficient funds.') }),
      'but the provider recorded expired_card for ord_1',
    ],
    [
      'a code',
      shown({ ...declinedBecause('incorrect_cvc'), ...inRefusal({ declineCode: 'expired_card' }) }),
      'has the decline code expired_card, but the provider recorded incorrect_cvc for ord_1',
    ],
    [
      'a cancellation',
      shown({ ...withoutACharge('canceled: duplicate'), ...inHistory('The bank declined the payment.') }),
      'but the provider recorded canceled: duplicate for ord_1',
    ],
    [
      'a secret that a code reveals',
      shown({ ...declinedBecause('stolen_card'), ...inRefusal({ declineCode: 'stolen_card' }) }),
      'has the decline code stolen_card',
    ],
    [
      'a decline that is called a refusal of the shop',
      shown({ ...declinedBecause('expired_card'), ...inRefusal({ title: 'Payment refused' }) }),
      'but the bank declined ch_1: expired_card',
    ],
    [
      'a confirmation that was not the problem',
      shown({
        ...declinedBecause('insufficient_funds'),
        ...inRefusal({ detail: 'Nothing was charged: the payment was not confirmed.' }),
      }),
      'but the provider recorded insufficient_funds for ord_1',
    ],
  ])('is wrong in %s', (_what, ledgers, says) => {
    expect(against(18, ledgers)).toContain(says);
  });
});
