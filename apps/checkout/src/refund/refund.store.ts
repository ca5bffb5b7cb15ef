import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { RefundEntity } from './refund.entity.ts';
import { type Refund, type RefundResult, resultOf } from './refund.ts';

@Injectable()
export class RefundStore {
  constructor(@InjectRepository(RefundEntity) private readonly refunds: Repository<RefundEntity>) {}

  async find(refundId: string): Promise<{ refund: Refund; operationId: string } | undefined> {
    const row = await this.refunds.findOneBy({ refundId });
    return row === null ? undefined : { refund: row.toRefund(), operationId: row.operationId };
  }

  /** Undefined while the refund is pending. */
  async resultOf(refundId: string): Promise<RefundResult | undefined> {
    const known = await this.find(refundId);
    return known && resultOf(known.refund);
  }

  /** Works for any age: the key is kept with the refund. */
  async findByKey(keyHash: string): Promise<{ refund: Refund; fingerprint: Buffer } | undefined> {
    const row = await this.refunds.findOneBy({ keyHash });
    return row === null ? undefined : { refund: row.toRefund(), fingerprint: row.keyFingerprint };
  }
}
