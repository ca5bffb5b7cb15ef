/**
 * The page that the bank sends the customer back to. It decides nothing: the result is in `GET
 * /orders/:orderId`.
 */
export class ReturnUrls {
  private readonly shopUrl: string | undefined;

  constructor(shopUrl: string | undefined) {
    this.shopUrl = shopUrl?.replace(/\/+$/, '');
  }

  /** Undefined if no shop is configured: a payment that needs a confirmation is then declined. */
  of(orderId: string): string | undefined {
    return this.shopUrl === undefined ? undefined : `${this.shopUrl}/orders/${orderId}?from=bank`;
  }
}
