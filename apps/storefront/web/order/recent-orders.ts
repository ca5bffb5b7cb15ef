import { type Money } from '@holdfast/checkout-client';

/** An order that was placed in this browser. */
export interface RecentOrder {
  readonly orderId: string;
  /** The name of its purchase for the checkout client. */
  readonly name: string;
  readonly total: Money;
  readonly email: string;
}

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>;

const entry = 'holdfast.orders';
const most = 20;

/** The last 20 orders of this browser, newest first; none if the browser stores nothing. */
export function readRecentOrders(storage?: Storage): readonly RecentOrder[] {
  try {
    const value: unknown = JSON.parse((storage ?? localStorage).getItem(entry) ?? '[]');
    return Array.isArray(value) ? value.filter(isRecentOrder) : [];
  } catch {
    // Blocked, or not ours.
    return [];
  }
}

/** Puts an order first; an order that is known stays once. @throws what the storage throws */
export function keepRecentOrder(order: RecentOrder, storage: Storage = localStorage): void {
  const others = readRecentOrders(storage).filter(({ orderId }) => orderId !== order.orderId);
  storage.setItem(entry, JSON.stringify([order, ...others].slice(0, most)));
}

function isRecentOrder(value: unknown): value is RecentOrder {
  if (typeof value !== 'object' || value === null) return false;
  const { orderId, name, total, email } = value as Partial<Record<keyof RecentOrder, unknown>>;
  return (
    [orderId, name, email].every((text) => typeof text === 'string' && text !== '') &&
    typeof total === 'object' &&
    total !== null &&
    Number.isSafeInteger((total as Money).amountMinor) &&
    typeof (total as Money).currency === 'string'
  );
}
