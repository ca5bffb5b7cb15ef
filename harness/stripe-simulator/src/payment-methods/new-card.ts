import { type Scope } from '../http/endpoint.ts';
import { type Params } from '../http/params.ts';
import { noSuch, StripeError } from '../http/stripe-error.ts';
import { type TestCard, testCard, testCardByNumber } from './test-cards.ts';

const digits = { min: 0, max: 9_999 };

export interface NewCard {
  readonly card: TestCard;
  /** Checked against the clock; a card from a token has an expiry of its own. @throws StripeError */
  readonly expiry?: (scope: Pick<Scope, 'at'>) => { exp_month: number; exp_year: number };
}

/** A test number with its expiry, or a test token such as `tok_visa`; checked by the function it returns. */
export function readCard(params: Params | undefined): (() => NewCard) | undefined {
  if (params === undefined) return undefined;
  const token = params.text('token');
  const given = {
    number: params.text('number')?.replace(/[\s-]/g, ''),
    month: params.integer('exp_month', digits),
    year: params.integer('exp_year', digits),
    cvc: params.text('cvc'),
  };
  return () => (token === undefined ? cardOfNumber(params, given) : cardOfToken(token));
}

function cardOfToken(token: string): NewCard {
  const card = token.startsWith('tok_') ? testCard(token.replace('tok_', 'pm_card_')) : undefined;
  if (card === undefined) throw noSuch('token', token, 'card[token]');
  return { card };
}

interface Given {
  readonly number: string | undefined;
  readonly month: number | undefined;
  readonly year: number | undefined;
  readonly cvc: string | undefined;
}

function cardOfNumber(params: Params, given: Given): NewCard {
  const { cvc } = given;
  const number = given.number ?? params.requiredText('number');
  const month = given.month ?? params.requiredInteger('exp_month', digits);
  const year = given.year ?? params.requiredInteger('exp_year', digits);
  const card = testCardByNumber(number);
  if (card === undefined) throw isLuhn(number) ? notATestCard() : cardError('incorrect_number', 'number');
  if (month < 1 || month > 12) throw cardError('invalid_expiry_month', 'exp_month');
  if (cvc !== undefined && !/^\d{3,4}$/.test(cvc)) throw cardError('invalid_cvc', 'cvc');
  return { card, expiry: ({ at }) => ({ exp_month: month, exp_year: fullYear(year, month, at) }) };
}

/** Stripe takes years of two digits too. A card is valid until its month ends. */
function fullYear(year: number, month: number, at: number): number {
  const full = year < 100 ? 2_000 + year : year;
  const isPast = Date.UTC(full, month) <= at;
  if (isPast || full > new Date(at).getUTCFullYear() + 50) throw cardError('invalid_expiry_year', 'exp_year');
  return full;
}

const messages = {
  incorrect_number: 'Your card number is incorrect.',
  invalid_cvc: "Your card's security code is invalid.",
  invalid_expiry_month: "Your card's expiration month is invalid.",
  invalid_expiry_year: "Your card's expiration year is invalid.",
};

function cardError(code: keyof typeof messages, param: string): StripeError {
  return new StripeError(402, { type: 'card_error', code, param, message: messages[code] });
}

function notATestCard(): StripeError {
  return new StripeError(402, {
    type: 'card_error',
    code: 'card_declined',
    decline_code: 'test_mode_live_card',
    message:
      'Your card was declined. Your request was in test mode, but used a non test card. For a list of valid test ' +
      'cards, visit: https://stripe.com/docs/testing.',
  });
}

function isLuhn(number: string): boolean {
  if (!/^\d{12,19}$/.test(number)) return false;
  const digits = [...number].reverse().map(Number);
  const sum = digits.reduce((total, digit, index) => {
    const doubled = digit * (index % 2 === 0 ? 1 : 2);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
