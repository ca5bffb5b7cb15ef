import { type Stripe } from 'stripe';
import { type Condition, type ObjectStore } from '../ledger/object-store.ts';
import { type Params } from './params.ts';
import { noSuch } from './stripe-error.ts';

export interface ListRequest {
  readonly limit: number;
  readonly startingAfter: string | undefined;
  readonly endingBefore: string | undefined;
}

export function listRequest(params: Params): ListRequest {
  const startingAfter = params.text('starting_after');
  const endingBefore = params.text('ending_before');
  if (startingAfter !== undefined && endingBefore !== undefined) {
    throw params.refusal(
      'ending_before',
      'You may only specify one of these parameters: starting_after, ending_before.',
    );
  }
  return { limit: params.integer('limit', { min: 1, max: 100 }) ?? 10, startingAfter, endingBefore };
}

const comparisons = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;
const anyTime = { min: 0, max: Number.MAX_SAFE_INTEGER };

/** `created=N`, `created[gte]=N` and similar. */
export function createdConditions(params: Params): Condition[] {
  if (params.isText('created')) {
    const exact = params.integer('created', anyTime);
    return exact === undefined ? [] : [{ sql: 'created = ?', values: [exact] }];
  }
  const range = params.nested('created');
  if (range === undefined) return [];
  return Object.entries(comparisons).flatMap(([name, operator]) => {
    const bound = range.integer(name, anyTime);
    return bound === undefined ? [] : [{ sql: `created ${operator} ?`, values: [bound] }];
  });
}

export function listOf<T extends { readonly id: string }>(
  store: ObjectStore<T>,
  conditions: readonly Condition[],
  request: ListRequest,
  url: string,
): Stripe.ApiList<T> {
  const cursor = (id: string | undefined, param: string): number | undefined => {
    if (id === undefined) return undefined;
    const sequence = store.sequenceOf(id);
    if (sequence === undefined) throw noSuch(store.label, id, param);
    return sequence;
  };
  const { data, hasMore } = store.page(conditions, {
    limit: Math.min(request.limit, store.longestPage),
    after: cursor(request.startingAfter, 'starting_after'),
    before: cursor(request.endingBefore, 'ending_before'),
  });
  return { object: 'list', data, has_more: hasMore, url };
}
