import { type OrderTokens } from '@holdfast/contracts';
import { bearerIn } from '@holdfast/service-defaults';
import { type FastifyRequest } from 'fastify';
import { type Logger } from 'pino';
import { type OrderStore } from '../order/order.store.ts';

/** An address is somebody's own when this many of its last orders are looked through (guess): who has more has a newer token too. */
const lastOrders = 50;

/** Whose suggestions a request may see. Everyone else is a stranger, without being refused anything. */
export class KnownCustomer {
  constructor(
    private readonly orders: OrderStore,
    private readonly tokens: OrderTokens,
    private readonly timeoutMs: number,
    private readonly logger: Pick<Logger, 'debug'>,
  ) {}

  /** Whether it may see what was made for the customer with this address: it presents a token of one of their orders, or may read all. */
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

  /** Suggestions wait for no database: while it is away, everyone is a stranger. */
  private async orderIdsOf(email: string): Promise<string[]> {
    const { promise: isTooLate, resolve } = Promise.withResolvers<string[]>();
    const timer = setTimeout(resolve, this.timeoutMs, []);
    try {
      return await Promise.race([this.orders.lastOf(email, lastOrders), isTooLate]);
    } catch (error) {
      this.logger.debug({ err: error }, 'orders of a customer');
      return [];
    } finally {
      clearTimeout(timer);
    }
  }
}
