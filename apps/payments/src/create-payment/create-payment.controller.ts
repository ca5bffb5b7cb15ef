import { type CreatePayment, createPaymentSchema, paymentSchema, problemSchema } from '@holdfast/contracts';
import { type Execution, IdempotencyKey, Idempotent, type IdempotentRequest } from '@holdfast/idempotency';
import { Caller, Needs, Refuses } from '@holdfast/service-defaults';
import { Body, Controller, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { paymentErrors } from '../payment/payment.errors.ts';
import { CreatePaymentHandler } from './create-payment.handler.ts';

@ApiTags('payments')
@Needs('charge')
@Controller('payments')
export class CreatePaymentController {
  constructor(private readonly handler: CreatePaymentHandler) {}

  @Post()
  @Idempotent()
  @ApiOperation({ summary: 'Charge an order, once per key' })
  @ApiResponse({ status: 201, description: 'charged', standardSchema: paymentSchema })
  @ApiResponse({
    status: 202,
    description:
      'Not stored. The customer has to confirm with the bank (`nextAction`), or the bank is transferring the money, due by `expectedBy`',
    standardSchema: paymentSchema,
  })
  @Refuses(
    paymentErrors.cardDeclined,
    paymentErrors.refused,
    paymentErrors.methodInvalid,
    paymentErrors.refusedByProvider,
  )
  @ApiResponse({
    status: 503,
    description: 'provider_unavailable or payment_outcome_unknown (not stored: retry with the same key)',
    standardSchema: problemSchema,
  })
  create(
    @IdempotencyKey() request: IdempotentRequest,
    @Caller() caller: string,
    @Body({ schema: createPaymentSchema }) command: CreatePayment,
  ): Promise<Execution> {
    return this.handler.create(request, { ...command, caller });
  }
}
