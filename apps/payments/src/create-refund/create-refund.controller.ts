import {
  paymentIdSchema,
  paymentRefundSchema,
  problemSchema,
  type RefundPayment,
  refundPaymentSchema,
} from '@holdfast/contracts';
import { type Execution, IdempotencyKey, Idempotent, type IdempotentRequest } from '@holdfast/idempotency';
import { Holder, type KeyHolder, Needs, Refuses } from '@holdfast/service-defaults';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { paymentErrors, paymentNotFound } from '../payment/payment.errors.ts';
import { refundErrors } from '../refund/refund.errors.ts';
import { CreateRefundHandler } from './create-refund.handler.ts';

@ApiTags('payments')
@Needs('refund')
@Controller('payments')
export class CreateRefundController {
  constructor(private readonly handler: CreateRefundHandler) {}

  @Post(':paymentId/refunds')
  @RouteConfig({ bodyMayBeEmpty: true })
  @Idempotent()
  @ApiOperation({ summary: 'Refund all or part of a payment, once per key and never more than was paid' })
  @ApiParam({ name: 'paymentId', type: String })
  @ApiResponse({
    status: 201,
    description: 'Refunded, or accepted by the provider',
    standardSchema: paymentRefundSchema,
  })
  @Refuses(
    paymentErrors.notFound,
    refundErrors.notRefundable,
    refundErrors.failed,
    refundErrors.exceedsRemaining,
  )
  @ApiResponse({
    status: 503,
    description: 'refund_outcome_unknown (not stored: retry with the same key)',
    standardSchema: problemSchema,
  })
  create(
    @IdempotencyKey() request: IdempotentRequest,
    @Holder() holder: KeyHolder,
    @Param('paymentId') paymentId: string,
    @Body({ schema: refundPaymentSchema }) body: RefundPayment,
  ): Promise<Execution> {
    if (!paymentIdSchema.safeParse(paymentId).success) throw paymentNotFound();
    return this.handler.create(request, { ...body, paymentId, holder });
  }
}
