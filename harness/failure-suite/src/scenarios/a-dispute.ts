import assert from 'node:assert/strict';
import { type Shopper } from '@holdfast/witness';
import { type Scenario } from '../scenario/scenario.ts';
import { type System } from '../system/system.ts';
import { chargesOf, expectResponse } from './expectations.ts';

export interface OpenDispute {
  readonly disputeId: string;
  readonly close: (as: 'won' | 'lost') => Promise<void>;
  /** Only one that was won, and whose money is still there. */
  readonly reopen: () => Promise<void>;
}

interface Opening {
  /** Default: everything that is left of the charge. */
  readonly amountMinor?: number;
  /** The bank only inquires; it holds no money. Default false. */
  readonly inquiry?: boolean;
  /** A rule of ours returns the money before the bank opens a dispute. Default false. */
  readonly resolved?: boolean;
  /** The payer disputes what was refunded, too. Default false. */
  readonly whole?: boolean;
  /** In the provider's words. Default `fraudulent`. */
  readonly reason?: string;
}

/** Longer than a busy machine takes to open and decide a dispute: a second attempt would arrive before it. */
export const timeForADispute = {
  checkout: {
    PAYMENTS_ATTEMPT_TIMEOUT_MS: '8000',
    PAYMENTS_DEADLINE_MS: '10000',
    KEY_LEASE_MS: '12000',
    KEY_ABSENCE_GRACE_MS: '12000',
    RECONCILE_LEASE_MS: '12000',
  },
  payments: {
    STRIPE_TIMEOUT_MS: '6000',
    STRIPE_DEADLINE_MS: '7000',
    KEY_LEASE_MS: '22000',
    KEY_ABSENCE_GRACE_MS: '8000',
    RECONCILE_LEASE_MS: '8000',
  },
} satisfies Scenario['settings'];

/** The payer disputes the payment of an order. */
export async function openDispute(
  system: System,
  orderId: string,
  opening: Opening = {},
): Promise<OpenDispute> {
  const [charge] = await chargesOf(system, orderId);
  assert.ok(charge, `the provider has no charge for ${orderId}`);
  const { paymentIntentId } = charge;
  const opened = await system.simulator.post('/_simulator/disputes', { paymentIntentId, ...opening });
  const disputeId = String((opened as Record<string, unknown>)['id']);
  system.note(`the bank opens ${disputeId} about ${orderId}`);
  let closedAt = 0;
  const close = async (as: 'won' | 'lost'): Promise<void> => {
    await system.simulator.post(`/_simulator/disputes/${disputeId}/close`, { as });
    closedAt = Date.now();
    system.note(`the bank decides ${disputeId}: ${as}`);
  };
  const reopen = async (): Promise<void> => {
    // Events have the time in seconds, and no bank reopens a dispute within one.
    await system.until('a second has passed', () => Date.now() - closedAt > 1_000);
    await system.simulator.post(`/_simulator/disputes/${disputeId}/reopen`, {});
    system.note(`the bank reopens ${disputeId}`);
  };
  return { disputeId, close, reopen };
}

/** Waits until the order shows its dispute with this status. Returns the dispute. */
export function disputeIs(
  system: System,
  shopper: Shopper,
  orderId: string,
  status: string,
): Promise<Record<string, unknown>> {
  return system.until(
    `the dispute of ${orderId} is ${status}`,
    async () => {
      const order = expectResponse(await shopper.get(`/orders/${orderId}`), 200);
      const dispute = order['dispute'] as Record<string, unknown> | null;
      return dispute?.['status'] === status && dispute;
    },
    20_000,
  );
}

/** The dispute lines of an order's history, oldest first: `needs_response`, `lost`. */
export async function disputeHistory(system: System, orderId: string): Promise<string[]> {
  const lines = await system.query(
    'checkout',
    `select type from order_event where order_id = $1 and type like 'dispute_%' order by event_id`,
    [orderId],
  );
  return lines.map(({ type }) => String(type).replace('dispute_', ''));
}
