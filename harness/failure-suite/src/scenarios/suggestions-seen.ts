import assert from 'node:assert/strict';
import { bodyOf, type CustomerResponse, type Shopper } from '@holdfast/witness';
import { type System } from '../system/system.ts';
import { expectPaid } from './expectations.ts';

const customers = new WeakSet<Shopper>();

/**
 * Requests suggestions for the customer's address, in small letters. Personal ones need the token of an
 * earlier order.
 */
export const suggestionsShown = (shopper: Shopper): Promise<CustomerResponse> =>
  shopper.get(`/recommendations?customerId=${encodeURIComponent(shopper.email.toLowerCase())}&limit=3`);

/** Requests personal suggestions. A new customer buys something first, to have a token. */
export async function suggestionsFor(shopper: Shopper): Promise<CustomerResponse> {
  if (!customers.has(shopper)) expectPaid(await shopper.checkOut());
  customers.add(shopper);
  return suggestionsShown(shopper);
}

/** Where suggestions come from while nothing is broken. */
export const bestSource = ({ services }: Pick<System, 'services'>): 'live' | 'default' =>
  services.includes('recommendations') ? 'live' : 'default';

/** Expects three suggestions from one of these sources, with a notice unless they are live. */
export function expectSuggestions(response: CustomerResponse, ...sources: readonly string[]): void {
  assert.equal(
    response.status,
    200,
    `suggestions got ${response.status} ${response.failure ?? response.text}`,
  );
  const { source, stale, notice, products } = bodyOf(response);
  const why = response.headers['x-resilience-reason'] ?? 'no reason given';
  assert.ok(
    sources.includes(String(source)),
    `suggestions were ${String(source)}, not ${sources.join(' or ')}: ${why}`,
  );
  assert.equal((products as unknown[]).length, 3);
  assert.equal(notice === null, source === 'live', `the notice of ${String(source)} suggestions`);
  assert.equal(stale, source === 'cache');
}

/** Expects that none of these took longer. */
export function expectWithin(ms: number, responses: readonly CustomerResponse[]): void {
  for (const { method, path, startedAt, endedAt } of responses)
    assert.ok(
      endedAt - startedAt <= ms,
      `${method} ${path} took ${endedAt - startedAt} ms; the limit is ${ms} ms`,
    );
}

export const durationOf = ({ startedAt, endedAt }: CustomerResponse): number => endedAt - startedAt;
