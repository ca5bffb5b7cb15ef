import { type KeyEntry } from '@holdfast/checkout-client';

export interface RefundName {
  /** `refund-<orderId>-<n>`: one name, one refund. */
  readonly name: string;
  /** True if a request under this name has no known result: ask again. */
  readonly isOpen: boolean;
  /** When it was first sent, ms since the epoch on this device. */
  readonly sentAt?: number;
}

/** The name for a refund of the order: a new one only after a result is known for each earlier one. */
export async function refundName(
  orderId: string,
  find: (name: string) => Promise<KeyEntry | undefined>,
): Promise<RefundName> {
  for (let n = 1; ; n += 1) {
    const name = `refund-${orderId}-${n}`;
    const entry = await find(name);
    if (entry === undefined) return { name, isOpen: false };
    if (entry.state === 'open') return { name, isOpen: true, sentAt: entry.createdAt };
  }
}
