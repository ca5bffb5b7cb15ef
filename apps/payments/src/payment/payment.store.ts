import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { PaymentEntity } from './payment.entity.ts';
import { type Payment } from './payment.ts';
import { type RefundablePayment, refundablePayment } from './refundable-payment.ts';

@Injectable()
export class PaymentStore {
  constructor(@InjectRepository(PaymentEntity) private readonly payments: Repository<PaymentEntity>) {}

  async find(paymentId: string): Promise<Payment | undefined> {
    return (await this.payments.findOneBy({ paymentId }))?.toPayment();
  }

  async findByProviderId(providerPaymentId: string | undefined): Promise<Payment | undefined> {
    if (providerPaymentId === undefined) return undefined;
    return (await this.payments.findOneBy({ providerPaymentId }))?.toPayment();
  }

  /** @throws EntityNotFoundError */
  async get(paymentId: string): Promise<Payment> {
    return (await this.payments.findOneByOrFail({ paymentId })).toPayment();
  }

  async findRefundable(paymentId: string): Promise<RefundablePayment | undefined> {
    const row = await this.payments.findOneBy({ paymentId });
    return row === null ? undefined : refundablePayment(row.toPayment(), row);
  }

  /** Works for any key, however old. */
  async findByKey(keyHash: string): Promise<{ payment: Payment; fingerprint: Buffer } | undefined> {
    const row = await this.payments.findOneBy({ keyHash });
    return row?.keyFingerprint == null
      ? undefined
      : { payment: row.toPayment(), fingerprint: row.keyFingerprint };
  }
}
