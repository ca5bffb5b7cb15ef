import assert from 'node:assert/strict';
import { type CustomerResponse, type Shopper } from '@holdfast/witness';
import { type System } from '../system/system.ts';
import { bestSource, expectSuggestions, suggestionsFor } from './suggestions-seen.ts';
import { becomes, expectAccepted, expectResponse, expectPaid } from './expectations.ts';

/** The expected status of each customer action during an outage. */
export interface SeenMeanwhile {
  readonly order: number;
  readonly look: number;
  readonly refund: number;
  /** Allowed sources. Suggestions are always available. */
  readonly suggestions: readonly string[];
}

/** Takes something down and returns a function that brings it back. */
export type Outage = (system: System) => Promise<() => Promise<void>>;

/** Kills processes, and restarts them afterwards. */
export const killing =
  (...names: readonly string[]): Outage =>
  async (system) => {
    const victims = names.map((name) => system.process(name));
    await Promise.all(victims.map((victim) => victim.kill()));
    return async () => {
      await Promise.all(victims.map((victim) => victim.start()));
    };
  };

/** Refuses connections on an edge; at least one must be attempted. */
export const refusing =
  (edge: string): Outage =>
  async (system) => {
    const fault = await system.lab.fault(edge, { kind: 'refuse' });
    return async () => {
      await fault.struck();
      await fault.clear();
    };
  };

function expectStatus(response: CustomerResponse, status: number): void {
  expectResponse(response, status);
  if (status === 503) assert.match(response.headers['retry-after'] ?? 'absent', /^\d+$/);
}

/** Refused customers retry with their keys; then both requests complete. */
async function settle(
  system: System,
  ada: Shopper,
  grace: Shopper,
  order: CustomerResponse,
  refund: CustomerResponse,
  paid: string,
) {
  const asked = { key: String(order.key) };
  const accepted = expectAccepted(order.status === 503 ? await grace.checkOut(asked) : order);
  if (refund.status === 503) expectResponse(await ada.refund(paid, { key: String(refund.key) }), 201);
  await becomes(system, accepted, 'paid');
  await becomes(system, paid, 'refunded');
}

/** Customers use every feature during an outage; afterwards, all their requests complete. */
export async function everythingWhileDown(
  system: System,
  takeDown: Outage,
  seen: SeenMeanwhile,
): Promise<void> {
  const [ada, grace] = [system.shopper('Ada'), system.shopper('Grace')];
  const [kept, returned] = [expectPaid(await ada.checkOut()), expectPaid(await ada.checkOut())];
  const best = bestSource(system);
  expectSuggestions(await suggestionsFor(ada), best);
  const bringBack = await takeDown(system);
  const order = await grace.checkOut({ attempts: 1 });
  const refund = await ada.refund(returned, { attempts: 1 });
  expectStatus(order, seen.order);
  expectStatus(refund, seen.refund);
  expectStatus(await ada.get(`/orders/${kept}`), seen.look);
  expectSuggestions(await suggestionsFor(ada), ...(best === 'live' ? seen.suggestions : [best]));
  expectStatus(await ada.get('/products'), 200);
  await bringBack();
  await settle(system, ada, grace, order, refund, returned);
}
