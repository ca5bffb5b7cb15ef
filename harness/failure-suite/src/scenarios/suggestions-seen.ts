import assert from 'node:assert/strict';
import { type CustomerResponse, bodyOf, type Shopper } from '../system/shopper.ts';
import { expectPaid } from './expectations.ts';

const customers = new WeakSet<Shopper>();

/** What anyone is shown for the shopper's address: nothing of theirs, unless they have bought something before. */
export const suggestionsShown = (shopper: Shopper): Promise<CustomerResponse> =>
  shopper.get(`/recommendations?customerId=${encodeURIComponent(shopper.email)}&limit=3`);

/** Suggestions made for a customer, who sees them with the token of an order: whoever is asked for the first time buys something before. */
export async function suggestionsFor(shopper: Shopper): Promise<CustomerResponse> {
  if (!customers.has(shopper)) expectPaid(await shopper.checkOut());
  customers.add(shopper);
  return suggestionsShown(shopper);
}

/** Suggestions are always there, three of them; a notice says where they come from unless they are live. */
export function expectSuggestions(response: CustomerResponse, ...sources: readonly string[]): void {
  assert.equal(
    response.status,
    200,
    `suggestions were answered ${response.status} ${response.failure ?? response.text}`,
  );
  const { source, stale, notice, products } = bodyOf(response);
  assert.ok(
    sources.includes(String(source)),
    `suggestions were ${String(source)}, and not ${sources.join(' or ')}`,
  );
  assert.equal((products as unknown[]).length, 3);
  assert.equal(notice === null, source === 'live', `the notice of ${String(source)} suggestions`);
  assert.equal(stale, source === 'cache');
}

/** Demands that none of these took longer. */
export function expectWithin(ms: number, responses: readonly CustomerResponse[]): void {
  for (const { method, path, startedAt, endedAt } of responses)
    assert.ok(
      endedAt - startedAt <= ms,
      `${method} ${path} took ${endedAt - startedAt} ms, and ${ms} are allowed`,
    );
}

export const durationOf = ({ startedAt, endedAt }: CustomerResponse): number => endedAt - startedAt;
