import { paymentIdSchema, paymentSchema, paymentsQuerySchema, type PaymentView } from '@holdfast/contracts';
import { Holder, type KeyHolder, Needs, Refuses } from '@holdfast/service-defaults';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { InjectRepository } from '@nestjs/typeorm';
import { type FindOptionsWhere, Repository } from 'typeorm';
import { visibleTo } from '../payment/payment-access.ts';
import { PaymentEntity } from '../payment/payment.entity.ts';
import { paymentErrors, paymentNotFound } from '../payment/payment.errors.ts';
import { paymentView } from '../payment/payment.ts';
import { PaymentStore } from '../payment/payment.store.ts';

@ApiTags('payments')
@Needs('charge', 'refund', 'read', 'ledger')
@Controller('payments')
export class ShowPaymentController {
  constructor(
    @InjectRepository(PaymentEntity) private readonly payments: Repository<PaymentEntity>,
    private readonly store: PaymentStore,
  ) {}

  @Get(':paymentId')
  @ApiOperation({ summary: 'Show a payment' })
  @ApiParam({ name: 'paymentId', type: String })
  @ApiOkResponse({ standardSchema: paymentSchema })
  @Refuses(paymentErrors.notFound)
  byId(@Holder() holder: KeyHolder, @Param('paymentId') paymentId: string): Promise<PaymentView> {
    if (!paymentIdSchema.safeParse(paymentId).success) throw paymentNotFound();
    return this.show({ paymentId, ...visibleTo(holder) });
  }

  @Get()
  @ApiOperation({ summary: 'Show the latest payment of an order' })
  @ApiQuery({ name: 'orderId', type: String })
  @ApiOkResponse({ standardSchema: paymentSchema })
  @Refuses(paymentErrors.notFound)
  ofOrder(
    @Holder() holder: KeyHolder,
    @Query({ schema: paymentsQuerySchema }) { orderId }: { orderId: string },
  ): Promise<PaymentView> {
    return this.show({ orderId, ...visibleTo(holder) });
  }

  private async show(where: FindOptionsWhere<PaymentEntity>): Promise<PaymentView> {
    const row = await this.payments.findOne({ where, order: { createdAt: 'DESC' } });
    if (row === null) throw paymentNotFound();
    const payment = row.toPayment();
    return paymentView(payment, await this.store.openConfirmation(payment));
  }
}
