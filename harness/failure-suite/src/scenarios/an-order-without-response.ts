import { type Shopper } from '../system/shopper.ts';
import { type System } from '../system/system.ts';
import { intentOf } from './an-event.ts';
import { holdAt } from './at-a-point.ts';
import { expectPending } from './expectations.ts';

export interface OrderWithoutResponse {
  readonly orderId: string;
  /** The charge, as the provider's events tell of it. */
  readonly intent: Readonly<Record<string, unknown>>;
  /** Lets payments reach the provider again, and the provider's own webhooks go. */
  readonly heal: () => Promise<void>;
}

/** An order that was charged, and nobody on our side knows: the answer is lost, the webhooks are withheld, and asking again fails. */
export async function orderWithoutResponse(system: System, shopper: Shopper): Promise<OrderWithoutResponse> {
  await system.simulator.fault({ route: 'webhooks', fault: 'withhold' });
  const point = { edge: 'payments->stripe', direction: 'response' } as const;
  const { held, outcome } = await holdAt(system, point, () =>
    shopper.checkOut({ attempts: 1, timeoutMs: 10_000 }),
  );
  const outage = await system.lab.fault('payments->stripe', { kind: 'reset' });
  await held.release('reset');
  const orderId = expectPending(await outcome);
  const intent = await intentOf(system, orderId);
  const heal = async (): Promise<void> => {
    await outage.clear();
    await system.simulator.clearFaults();
  };
  return { orderId, intent, heal };
}
