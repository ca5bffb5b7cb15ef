import { type Shopper } from '@holdfast/witness';
import { type System } from '../system/system.ts';
import { intentOf } from './an-event.ts';
import { holdAt } from './at-a-point.ts';
import { expectPending } from './expectations.ts';

export interface OrderWithoutResponse {
  readonly orderId: string;
  /** The charge, as it appears in the provider's events. */
  readonly intent: Readonly<Record<string, unknown>>;
  /** Restores the connection to the provider. */
  readonly reconnect: () => Promise<void>;
  /** The same, and releases its webhooks. */
  readonly heal: () => Promise<void>;
}

/**
 * Creates a charge that payments does not know about: its response is lost, webhooks are withheld, and
 * retries and lookups fail: their connections are reset, or refused.
 */
export async function orderWithoutResponse(
  system: System,
  shopper: Shopper,
  kind: 'reset' | 'refuse' = 'reset',
): Promise<OrderWithoutResponse> {
  await system.simulator.fault({ route: 'webhooks', fault: 'withhold' });
  const point = { edge: 'payments->stripe', direction: 'response' } as const;
  const { held, outcome } = await holdAt(system, point, () =>
    shopper.checkOut({ attempts: 1, timeoutMs: 10_000 }),
  );
  const outage = await system.lab.fault('payments->stripe', { kind });
  await held.release('reset');
  const orderId = expectPending(await outcome);
  const intent = await intentOf(system, orderId);
  const reconnect = (): Promise<void> => outage.clear();
  const heal = async (): Promise<void> => {
    await reconnect();
    await system.simulator.clearFaults();
  };
  return { orderId, intent, reconnect, heal };
}
