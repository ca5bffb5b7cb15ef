import { OrderTokens, type OrderTokenSecret } from '@holdfast/contracts';

/**
 * The address of an order's page, with what opens it behind `#`: browsers keep that part to themselves, so it is in no log and no referrer.
 * Made when a mail is sent, and kept nowhere.
 */
export class OrderLinks {
  private readonly shopUrl: string;
  private readonly tokens: OrderTokens;

  constructor(shopUrl: string, secrets: readonly OrderTokenSecret[]) {
    this.shopUrl = shopUrl.replace(/\/+$/, '');
    this.tokens = new OrderTokens(secrets);
  }

  to(orderId: string): string {
    return `${this.shopUrl}/orders/${orderId}#${this.tokens.of(orderId)}`;
  }
}
