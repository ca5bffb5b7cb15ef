import { IdempotencyKeys } from '@holdfast/idempotency';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { PaymentEntity } from './payment.entity.ts';
import { type Confirmation, openConfirmation, type Payment } from './payment.ts';
import { type RefundablePayment, refundablePayment } from './refundable-payment.ts';

@Injectable()
export class PaymentStore {
  private readonly columns: string;

  constructor(
    @InjectRepository(PaymentEntity) { metadata }: Repository<PaymentEntity>,
    private readonly keys: IdempotencyKeys,
  ) {
    const names = metadata.columns.map((each) => `${each.databaseName} as "${each.propertyName}"`);
    this.columns = names.join(', ');
  }

  async find(paymentId: string): Promise<Payment | undefined> {
    return (await this.read('payment_id', paymentId))?.toPayment();
  }

  async findByProviderId(providerPaymentId: string | undefined): Promise<Payment | undefined> {
    if (providerPaymentId === undefined) return undefined;
    return (await this.read('provider_payment_id', providerPaymentId))?.toPayment();
  }

  /** @throws Error for an unknown payment */
  async get(paymentId: string): Promise<Payment> {
    const payment = await this.find(paymentId);
    if (payment === undefined) throw new Error(`there is no payment ${paymentId}`);
    return payment;
  }

  async findRefundable(paymentId: string): Promise<RefundablePayment | undefined> {
    const row = await this.read('payment_id', paymentId);
    return row && refundablePayment(row.toPayment(), row);
  }

  /** Works for any key, however old. */
  async findByKey(keyHash: string): Promise<{ payment: Payment; fingerprint: Buffer } | undefined> {
    const row = await this.read('key_hash', keyHash);
    return row?.keyFingerprint == null
      ? undefined
      : { payment: row.toPayment(), fingerprint: row.keyFingerprint };
  }

  /** By the database's clock: that of a process may be ahead. */
  async openConfirmation(payment: Payment): Promise<Confirmation | undefined> {
    return payment.confirmation === null ? undefined : openConfirmation(payment, await this.now());
  }

  /** The database's time. */
  async now(): Promise<Date> {
    const { rows } = await this.keys.pool.query<{ now: Date }>('select clock_timestamp() as now');
    const [row] = rows;
    if (row === undefined) throw new Error('the database did not return its time');
    return row.now;
  }

  /** Through the pool: a query builder takes longer to write this statement than Postgres to run it. */
  private async read(
    column: 'payment_id' | 'provider_payment_id' | 'key_hash',
    value: string,
  ): Promise<PaymentEntity | undefined> {
    const text = `select ${this.columns} from payment where ${column} = $1`;
    const { rows } = await this.keys.pool.query<PaymentEntity>(text, [value]);
    return rows[0] && Object.assign(new PaymentEntity(), rows[0]);
  }
}
