import { type OrderTokens } from '@holdfast/contracts';
import { bearerIn } from '@holdfast/service-defaults';
import { type FastifyRequest } from 'fastify';
import { type Logger } from 'pino';
import { type OrderStore } from '../order/order.store.ts';

/**
 * Only the latest 50 paid orders of an address are checked. Customers with more also have a newer token.
 */
const lastOrders = 50;

/**
 * Decides whether a request may see a customer's suggestions. Everyone else gets those for strangers, not a
 * refusal.
 */
export class KnownCustomer {
  constructor(
    private readonly orders: OrderStore,
    private readonly tokens: OrderTokens,
    private readonly timeoutMs: number,
    private readonly logger: Pick<Logger, 'debug'>,
  ) {}

  /**
   * True if the request carries a token of one of this customer's paid orders, or may read all orders. Anyone
   * can place an order under any address, but a paid one sends its receipt there.
   */
  async is(email: string, { headers, scopes = [] }: FastifyRequest): Promise<boolean> {
    if (email === '') return false;
    if (scopes.includes('read')) return true;
    const token = bearerIn(headers.authorization);
    return token !== undefined && (await this.opensOneOf(email, token));
  }

  private async opensOneOf(email: string, token: string): Promise<boolean> {
    const orderIds = await this.orderIdsOf(email);
    return orderIds.filter((orderId) => this.tokens.opens(orderId, token)).length > 0;
  }

  /** Suggestions never wait for the database: if it is slow or down, the customer counts as a stranger. */
  private async orderIdsOf(email: string): Promise<string[]> {
    const { promise: isTooLate, resolve } = Promise.withResolvers<string[]>();
    const timer = setTimeout(resolve, this.timeoutMs, []);
    try {
      return await Promise.race([this.orders.lastPaidOf(email, lastOrders), isTooLate]);
    } catch (error) {
      this.logger.debug({ err: error }, 'failed to read the orders of a customer');
      return [];
    } finally {
      clearTimeout(timer);
    }
  }
}
