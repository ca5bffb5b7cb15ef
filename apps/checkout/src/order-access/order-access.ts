import { type OrderTokens } from '@holdfast/contracts';

export interface OrderAccess {
  /** Hours after placement during which the order may be refunded. */
  readonly refundsForHours: number;
}

export const operatorAccess: OrderAccess = { refundsForHours: Number.POSITIVE_INFINITY };

export class CustomerAccess implements OrderAccess {
  constructor(
    readonly tokens: OrderTokens,
    readonly refundsForHours: number,
  ) {}
}
