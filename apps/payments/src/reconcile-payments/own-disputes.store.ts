import { IdempotencyKeys } from '@holdfast/idempotency';
import { reconciliationComment } from '@holdfast/service-defaults';
import { Injectable } from '@nestjs/common';
import { type Dispute } from '../dispute/dispute.ts';
import { disputeIn, type DisputeRow } from '../dispute/record-dispute.writes.ts';
import { type Period } from '../stripe/stripe-ledger.client.ts';
import { pageSize } from './own-ledger.store.ts';

export interface BookedDispute {
  readonly dispute: Dispute;
  readonly paymentId: string;
  readonly orderId: string;
  /** Since the row last changed, by the database's clock. */
  readonly quietMs: number;
}

interface Row extends DisputeRow {
  readonly payment_id: string;
  readonly order_id: string;
  readonly quiet_ms: number;
}

const rows = `${reconciliationComment}
  select d.*, p.order_id, extract(epoch from clock_timestamp() - d.changed_at)::float8 * 1000 as quiet_ms
  from dispute d join payment p using (payment_id)`;

@Injectable()
export class OwnDisputes {
  constructor(private readonly keys: IdempotencyKeys) {}

  knownBy(disputeIds: readonly string[]): Promise<BookedDispute[]> {
    return this.read(`${rows} where d.dispute_id = any($1)`, [disputeIds]);
  }

  /** Up to 100 disputes of the period, and older open ones, oldest first, after this one. */
  of({ since, until }: Period, after = ''): Promise<BookedDispute[]> {
    const text = `${rows}
      where (d.opened_at >= $1 or d.closed_at is null) and d.opened_at < $2
        and (d.opened_at, d.dispute_id) > (coalesce((select opened_at from dispute where dispute_id = $3), '-infinity'), $3)
      order by d.opened_at, d.dispute_id limit ${pageSize}`;
    return this.read(text, [since, until, after]);
  }

  private async read(text: string, values: readonly unknown[]): Promise<BookedDispute[]> {
    const { rows: found } = await this.keys.pool.query<Row>(text, [...values]);
    return found.map((row) => ({
      dispute: disputeIn(row),
      paymentId: row.payment_id,
      orderId: row.order_id,
      quietMs: row.quiet_ms,
    }));
  }
}
