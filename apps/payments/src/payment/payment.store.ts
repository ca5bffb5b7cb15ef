import { type Money } from '@holdfast/contracts';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { PaymentEntity } from './payment.entity.ts';
import { type Payment } from './payment.ts';

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

  /** The payment and its refundable amount. */
  async findRefundable(paymentId: string): Promise<{ payment: Payment; left: Money } | undefined> {
    const row = await this.payments.findOneBy({ paymentId });
    if (row === null) return undefined;
    const left = { amountMinor: row.amountMinor - row.refundReservedMinor, currency: row.currency };
    return { payment: row.toPayment(), left };
  }

  /** Works for any key, however old. */
  async findByKey(keyHash: string): Promise<{ payment: Payment; fingerprint: Buffer } | undefined> {
    const row = await this.payments.findOneBy({ keyHash });
    return row?.keyFingerprint == null
      ? undefined
      : { payment: row.toPayment(), fingerprint: row.keyFingerprint };
  }
}
