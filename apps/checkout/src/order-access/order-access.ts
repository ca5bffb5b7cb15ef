import { type OrderTokens } from '@holdfast/contracts';

/** What a request may do with the order it names. */
export interface OrderAccess {
  /** For how long after the order was placed it may be refunded, hours. */
  readonly refundsForHours: number;
}

export const operatorAccess: OrderAccess = { refundsForHours: Number.POSITIVE_INFINITY };

/** What customers open their orders with, and what they may do then. */
export class CustomerAccess implements OrderAccess {
  constructor(
    readonly tokens: OrderTokens,
    readonly refundsForHours: number,
  ) {}
}

const hourMs = 3_600_000;

export function mayRefund(
  { refundsForHours }: OrderAccess,
  { createdAt }: { readonly createdAt: string },
  now: Date,
): boolean {
  return now.getTime() - Date.parse(createdAt) <= refundsForHours * hourMs;
}
