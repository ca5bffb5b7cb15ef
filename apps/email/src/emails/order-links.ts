import { OrderTokens, type OrderTokenSecret } from '@holdfast/contracts';

/**
 * The URL of an order's page, with its token behind `#`: browsers do not send that part, so it appears in no
 * log and no referrer. Created when an email is sent, and never stored.
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
