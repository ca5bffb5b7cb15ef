import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { RefundEntity } from './refund.entity.ts';
import { outcomeOf, type Refund, type RefundOutcome } from './refund.ts';

@Injectable()
export class RefundStore {
  constructor(@InjectRepository(RefundEntity) private readonly refunds: Repository<RefundEntity>) {}

  async find(refundId: string): Promise<Refund | undefined> {
    return (await this.refunds.findOneBy({ refundId }))?.toRefund();
  }

  async findByProviderId(providerRefundId: string): Promise<Refund | undefined> {
    return (await this.refunds.findOneBy({ providerRefundId }))?.toRefund();
  }

  /** The outcome, once our own response or a webhook has settled the refund. */
  async outcomeOf(refundId: string): Promise<RefundOutcome | undefined> {
    const refund = await this.find(refundId);
    return refund && outcomeOf(refund);
  }

  /** Works for any key, however old. */
  async findByKey(keyHash: string): Promise<{ refund: Refund; fingerprint: Buffer } | undefined> {
    const row = await this.refunds.findOneBy({ keyHash });
    return row === null ? undefined : { refund: row.toRefund(), fingerprint: row.keyFingerprint };
  }
}
