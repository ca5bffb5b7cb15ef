import { type Stripe } from 'stripe';
import { type Answer, ok, type Scope } from '../http/endpoint.ts';
import { type Params } from '../http/params.ts';
import { searchCondition } from './search-query.ts';

const url = '/v1/payment_intents/search';

export function searchPaymentIntents(params: Params): (scope: Scope) => Answer {
  const query = params.requiredText('query');
  const limit = params.integer('limit', { min: 1, max: 100 }) ?? 10;
  const after = readPage(params);
  const condition = searchCondition(query);
  return ({ ledger }) => {
    const page = ledger.paymentIntents.page([condition], { limit, after });
    const result: Stripe.ApiSearchResult<Stripe.PaymentIntent> = {
      object: 'search_result',
      data: page.data,
      has_more: page.hasMore,
      next_page: page.hasMore ? pageToken(page.lastSequence) : null,
      url,
    };
    return ok(result);
  };
}

function pageToken(sequence: number | undefined): string {
  return Buffer.from(JSON.stringify([sequence])).toString('base64url');
}

function readPage(params: Params): number | undefined {
  const token = params.text('page');
  if (token === undefined) return undefined;
  const match = /^\[(\d+)\]$/.exec(Buffer.from(token, 'base64url').toString());
  if (match === null) throw params.refusal('page', `Invalid page: ${token}`);
  return Number(match[1]);
}
