import { ledgerPageSize } from '@holdfast/contracts';
import { IdempotencyKeys } from '@holdfast/idempotency';
import { reconciliationComment } from '@holdfast/service-defaults';
import { type ReconciliationDatabase } from '@holdfast/service-defaults/reconciliation';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import { OrderEntity } from '../order/order.entity.ts';
import { type Order } from '../order/order.ts';
import { type Period } from '../payments-client/payments-ledger.client.ts';
import { RefundEntity } from '../refund/refund.entity.ts';
import { type Refund } from '../refund/refund.ts';
import { type OrphanedChargeRefund } from '../refund-orphaned-charge/orphaned-charge-refund.ts';
import { OrphanedChargeRefundStore } from '../refund-orphaned-charge/orphaned-charge-refund.store.ts';

/** State of the operation that wrote the row; undefined once it has completed. */
export type Unfinished = 'running' | 'parked' | 'unknown' | 'review' | undefined;

interface Booked {
  readonly operationId: string;
  /** Time since the row was created or last changed, by the database's clock. */
  readonly quietMs: number;
  readonly unfinished: Unfinished;
}

export interface BookedRefund extends Booked {
  readonly refund: Refund;
}

export interface BookedOrder extends Booked {
  readonly order: Order;
  readonly refunds: readonly BookedRefund[];
}

interface BookedRow {
  readonly id: string;
  readonly quiet_ms: number;
  readonly unfinished: Unfinished | null;
}

const booked = (table: string, id: string): string => `${reconciliationComment}
  select ${id} as id, extract(epoch from clock_timestamp() - greatest(t.created_at, t.settled_at))::float8 * 1000 as quiet_ms,
         (select k.state from idempotency_key k where k.state <> 'done' and k.operation_id = t.operation_id limit 1) as unfinished
  from ${table} t where order_id = any($1)`;

@Injectable()
export class OrdersLedger {
  constructor(
    @InjectRepository(OrderEntity) private readonly orders: Repository<OrderEntity>,
    @InjectRepository(RefundEntity) private readonly refunds: Repository<RefundEntity>,
    private readonly orphanedChargeRefunds: OrphanedChargeRefundStore,
    private readonly keys: IdempotencyKeys,
  ) {}

  /** One page (100) of the orders placed in the period, oldest first, after the given order ID. */
  async ofPeriod({ since, until }: Period, after = ''): Promise<BookedOrder[]> {
    const { rows } = await this.keys.pool.query<{ order_id: string }>(
      `${reconciliationComment} select order_id from orders where created_at >= $1 and created_at < $2
         and (created_at, order_id) > (coalesce((select created_at from orders where order_id = $3), '-infinity'), $3)
       order by created_at, order_id limit ${ledgerPageSize}`,
      [since, until, after],
    );
    const found = await this.read(rows.map(({ order_id: orderId }) => orderId));
    return rows.flatMap(
      ({ order_id: orderId }) => found.find(({ order }) => order.orderId === orderId) ?? [],
    );
  }

  /** Skips unknown IDs. */
  async read(orderIds: readonly string[]): Promise<BookedOrder[]> {
    const where = { orderId: In([...orderIds]) };
    const comment = 'background reconciliation';
    const [orders, refunds, ofOrders, ofRefunds] = await Promise.all([
      this.orders.find({ where, comment }),
      this.refunds.find({ where, comment, order: { createdAt: 'ASC' } }),
      this.keys.pool.query<BookedRow>(booked('orders', 'order_id'), [orderIds]),
      this.keys.pool.query<BookedRow>(booked('refund', 'refund_id'), [orderIds]),
    ]);
    const refundsBooked = refunds.map((row) => ({
      refund: row.toRefund(),
      ...bookedAs(row.operationId, ofRefunds.rows, row.refundId),
    }));
    return orders.map((row) => ({
      order: row.toOrder(),
      refunds: refundsBooked.filter(({ refund }) => refund.orderId === row.orderId),
      ...bookedAs(row.operationId, ofOrders.rows, row.orderId),
    }));
  }

  get database(): ReconciliationDatabase {
    return this.keys.pool;
  }

  ordersWithOpenRefunds(): Promise<string[]> {
    return this.orphanedChargeRefunds.ordersWithOpen();
  }

  /** By payment ID. */
  async orphanedChargeRefundsOf(
    paymentIds: readonly string[],
  ): Promise<ReadonlyMap<string, OrphanedChargeRefund>> {
    const known = await this.orphanedChargeRefunds.findAll(paymentIds);
    return new Map(known.map(({ refund }) => [refund.paymentId, refund]));
  }
}

export const isWholePage = ({ length }: readonly unknown[]): boolean => length === ledgerPageSize;

function bookedAs(operationId: string, rows: readonly BookedRow[], id: string): Booked {
  const row = rows.find((each) => each.id === id);
  return { operationId, quietMs: row?.quiet_ms ?? 0, unfinished: row?.unfinished ?? undefined };
}
