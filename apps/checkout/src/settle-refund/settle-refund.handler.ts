import { type RefundSettled } from '@holdfast/contracts';
import { executeWrites, IdempotencyKeys } from '@holdfast/idempotency';
import { Injectable } from '@nestjs/common';
import { withResult } from '../refund/refund.ts';
import { RefundStore } from '../refund/refund.store.ts';
import { settleRefund } from '../refund/refund.writes.ts';

@Injectable()
export class SettleRefundHandler {
  constructor(
    private readonly refunds: RefundStore,
    private readonly keys: IdempotencyKeys,
  ) {}

  /** Settles a refund that was asked for here; the operation that asked finds that out when it looks. */
  async take({ reference, refundId: paymentRefundId, status: kind }: RefundSettled): Promise<void> {
    const known = reference === null ? undefined : await this.refunds.find(reference);
    if (known === undefined) return;
    const refund = withResult(known.refund, { kind, paymentRefundId });
    await executeWrites(this.keys.pool, known.operationId, settleRefund(refund, 'start'));
  }
}
