import { executeWrites, executeWritesWithin, IdempotencyKeys } from '@holdfast/idempotency';
import { findOperation, resolve } from '@holdfast/idempotency/review';
import { OutboxRelay } from '@holdfast/messaging';
import { Settings } from '@holdfast/service-defaults';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { countDispute } from '../dispute/dispute.metrics.ts';
import { type Dispute } from '../dispute/dispute.ts';
import {
  type DisputedPayment,
  recordDispute,
  type RecordedDispute,
} from '../dispute/record-dispute.writes.ts';
import { failAbandoned } from '../payment/abandoned-payment.ts';
import { adoptPayment, settlePaymentAndWake } from '../payment/payment.writes.ts';
import { type PaymentsConfig } from '../payments.config.ts';
import { type Refund } from '../refund/refund.ts';
import { adoptRefund } from '../refund/adopt-refund.writes.ts';
import { settleRefundAndWake } from '../refund/refund.writes.ts';
import { StripeClient } from '../stripe/stripe.client.ts';
import { type Repair } from './finding.ts';

@Injectable()
export class RepairPaymentsHandler {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly database: DataSource,
    private readonly stripe: StripeClient,
    private readonly relay: OutboxRelay,
    @Settings() private readonly config: Pick<PaymentsConfig, 'SETTLE_LIMIT_HOURS'>,
  ) {}

  /**
   * Each repair takes effect once, even if a webhook, the request itself or another instance does the same.
   */
  async repair(repair: Repair): Promise<void> {
    switch (repair.kind) {
      case 'settle_payment':
        await executeWrites(
          this.keys.pool,
          repair.operationId,
          settlePaymentAndWake(repair.payment, 'start'),
        );
        break;
      case 'adopt_payment':
        await executeWrites(this.keys.pool, repair.operationId, adoptPayment(repair.payment));
        break;
      case 'fail_payment':
        await executeWrites(
          this.keys.pool,
          repair.operationId,
          failAbandoned(repair.payment, this.config.SETTLE_LIMIT_HOURS),
        );
        break;
      case 'cancel_charge':
        await this.stripe.cancelAbandoned(repair.chargeId);
        break;
      case 'settle_refund':
        await this.settleRefund(repair.refund, repair.operationId);
        break;
      case 'record_refund':
        await this.transaction((tx) => adoptRefund(tx, repair.refund, repair.operationId ?? uuidv7()));
        break;
      case 'record_dispute':
        await this.recordDispute(repair.payment, repair.dispute);
        break;
      case 'recheck':
        await this.lookAgain(repair.operationId);
    }
    this.relay.wake();
  }

  /** Locks the refund first, as the webhook handler does. */
  private settleRefund(refund: Refund, operationId: string): Promise<void> {
    return this.transaction(async (tx) => {
      await tx.query('select from refund where refund_id = $1 for update', [refund.refundId]);
      await executeWritesWithin(tx, operationId, settleRefundAndWake(refund, 'start'));
    });
  }

  private async recordDispute(payment: DisputedPayment, dispute: Dispute): Promise<void> {
    let change: RecordedDispute | undefined;
    await this.transaction(async (tx) => {
      change = await recordDispute(tx, payment, dispute, uuidv7());
    });
    if (change !== undefined) countDispute(change);
  }

  private async lookAgain(operationId: string): Promise<void> {
    const now = await findOperation(this.keys.pool, operationId);
    if (now?.phase === undefined) return;
    const { phase, attempt } = now;
    await resolve(
      this.keys.pool,
      { operationId, phase, attempt },
      { kind: 'recheck' },
      { by: 'reconciliation' },
    );
  }

  private transaction(work: (tx: Parameters<typeof executeWritesWithin>[0]) => Promise<void>): Promise<void> {
    return this.database.transaction((manager) =>
      work({
        query: <T>(text: string, values: readonly unknown[] = []) => manager.query<T[]>(text, [...values]),
        manager,
      }),
    );
  }
}
