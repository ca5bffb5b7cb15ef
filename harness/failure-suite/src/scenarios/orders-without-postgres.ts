import assert from 'node:assert/strict';
import { type CustomerResponse, type Shopper } from '@holdfast/witness';
import { type System } from '../system/system.ts';
import { becomes, expectAccepted, expectChargedOnce } from './expectations.ts';

const deadlineMs = 3_000;

export interface Refused {
  readonly shopper: Shopper;
  readonly response: CustomerResponse;
}

/**
 * Three customers order while Postgres is silent. Each gets 503 or 504 with Retry-After within the deadline.
 */
export async function refusedInTime(system: System): Promise<readonly Refused[]> {
  const shoppers = ['Ada', 'Grace', 'Edsger'].map((name) => system.shopper(name));
  const headers = { 'x-request-timeout-ms': `${deadlineMs}` };
  const refused = await Promise.all(
    shoppers.map(async (shopper) => ({
      shopper,
      response: await shopper.checkOut({ attempts: 1, timeoutMs: 8_000, headers }),
    })),
  );
  for (const { response } of refused) {
    assert.ok([503, 504].includes(response.status), `${response.status} ${String(response.failure)}`);
    assert.match(response.headers['retry-after'] ?? 'absent', /^\d+$/);
    assert.ok(
      response.endedAt - response.startedAt < deadlineMs + 250,
      'the response came within the deadline',
    );
  }
  return refused;
}

/** The customers retry with their keys. Each has one order, paid and charged once. */
export async function acceptedOnRetry(system: System, refused: readonly Refused[]): Promise<void> {
  for (const { shopper, response } of refused) {
    const orderId = expectAccepted(await shopper.checkOut({ key: String(response.key) }));
    await becomes(system, orderId, 'paid');
    await expectChargedOnce(system, orderId);
  }
}
