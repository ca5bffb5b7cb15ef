import { declineReasonOf, type OrderLine, refusedByProvider } from '@holdfast/contracts';
import { IdempotencyKeys } from '@holdfast/idempotency';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { OrderEntity } from './order.entity.ts';
import { awaitsPayment, type Order, type OrderStanding, type PaymentResult, refusedCode } from './order.ts';

export interface RefundableOrder {
  readonly order: Order;
  /** Number of refunds requested through checkout. */
  readonly requested: number;
  /** Lines of refunds that succeeded or are in progress. */
  readonly taken: OrderLine[];
  /** The latest refund was requested by the customer and failed, not for a dispute or another refund. */
  readonly hasCustomerRefundFailed: boolean;
}

@Injectable()
export class OrderStore {
  constructor(
    @InjectRepository(OrderEntity) private readonly orders: Repository<OrderEntity>,
    private readonly keys: IdempotencyKeys,
  ) {}

  /** Two columns by primary key: enough for the events that change nothing, which are most. */
  async standingOf(orderId: string): Promise<OrderStanding | undefined> {
    const { rows } = await this.keys.pool.query<OrderStanding>(
      'select status, payment_id as "paymentId" from orders where order_id = $1',
      [orderId],
    );
    return rows[0];
  }

  async find(orderId: string): Promise<Order | undefined> {
    return (await this.orders.findOneBy({ orderId }))?.toOrder();
  }

  /** One snapshot of the order and its refunds. */
  async findRefundable(orderId: string): Promise<RefundableOrder | undefined> {
    const { entities, raw } = await this.orders
      .createQueryBuilder('o')
      .addSelect(
        "(select count(*)::integer from refund r where r.order_id = o.order_id and r.requested_by <> 'shop')",
        'requested',
      )
      .addSelect(
        `coalesce((select r.status = 'failed' and r.failure is null and r.requested_by = 'customer' from refund r
          where r.order_id = o.order_id and r.requested_by <> 'shop' order by r.ordinal desc limit 1), false)`,
        'hasCustomerRefundFailed',
      )
      .addSelect(
        `(select coalesce(jsonb_agg(line), '[]') from refund r, jsonb_array_elements(r.lines) line
          where r.order_id = o.order_id and r.status <> 'failed')`,
        'taken',
      )
      .where('o.orderId = :orderId', { orderId })
      .getRawAndEntities<Omit<RefundableOrder, 'order'>>();
    const [row] = entities;
    const [counted] = raw;
    if (row === undefined || counted === undefined) return undefined;
    const { requested, taken, hasCustomerRefundFailed } = counted;
    return { order: row.toOrder(), requested, taken, hasCustomerRefundFailed };
  }

  /** @throws EntityNotFoundError */
  async get(orderId: string): Promise<Order> {
    return (await this.getPlaced(orderId)).order;
  }

  /** The order and the operation that placed it. @throws EntityNotFoundError */
  async getPlaced(orderId: string): Promise<{ readonly order: Order; readonly operationId: string }> {
    const row = await this.orders.findOneByOrFail({ orderId });
    return { order: row.toOrder(), operationId: row.operationId };
  }

  /** The latest paid orders of an address, in any case. */
  async lastPaidOf(email: string, count: number): Promise<string[]> {
    const rows = await this.orders.query<{ order_id: string }[]>(
      `select order_id from orders where lower(customer_email) = lower($1) and status = 'paid'
       order by created_at desc limit $2`,
      [email, count],
    );
    return rows.map((row) => row.order_id);
  }

  /** Undefined while the payment has no result. */
  async paymentResultOf(orderId: string): Promise<PaymentResult | undefined> {
    const row = await this.orders.findOneBy({ orderId });
    return row === null ? undefined : resultIn(row);
  }

  /** Works for any age: the key is kept with the order. */
  async findByKey(
    keyHash: string,
  ): Promise<{ order: Order; fingerprint: Buffer; result: PaymentResult | undefined } | undefined> {
    const row = await this.orders.findOneBy({ keyHash });
    if (row?.keyFingerprint == null) return undefined;
    return { order: row.toOrder(), fingerprint: row.keyFingerprint, result: resultIn(row) };
  }
}

function resultIn(row: OrderEntity): PaymentResult | undefined {
  const { status, paymentId, declineCode } = row;
  if (awaitsPayment(row)) return undefined;
  if (status !== 'payment_failed') return paymentId === null ? undefined : { kind: 'paid', paymentId };
  if (declineCode === null) return { kind: 'method_invalid', paymentId };
  if (declineCode === refusedByProvider) return { kind: 'unavailable', paymentId };
  return declineCode === refusedCode
    ? { kind: 'refused', paymentId }
    : { kind: 'declined', paymentId, declineCode: declineReasonOf(declineCode) };
}
