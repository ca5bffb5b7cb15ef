import { OrderTokens } from '@holdfast/contracts';
import { type Provider } from '@nestjs/common';
import { type CheckoutConfig, hasRecommendations } from '../checkout.config.ts';
import { CustomerIds } from '../order/customer-ids.ts';
import { PurchaseEvents } from '../order/purchase-events.ts';
import { CustomerAccess } from './order-access.ts';

/** Everything that is derived from the secrets of order tokens. */
export function orderAccessProviders(config: CheckoutConfig): Provider[] {
  const tokens = new OrderTokens(config.ORDER_TOKEN_SECRETS);
  const customers = new CustomerIds(config.ORDER_TOKEN_SECRETS);
  return [
    { provide: OrderTokens, useValue: tokens },
    { provide: CustomerAccess, useValue: new CustomerAccess(tokens, config.SELF_REFUND_HOURS) },
    { provide: CustomerIds, useValue: customers },
    { provide: PurchaseEvents, useValue: new PurchaseEvents(customers, hasRecommendations(config)) },
  ];
}
