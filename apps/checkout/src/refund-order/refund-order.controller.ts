import {
  orderIdSchema,
  orderRefundSchema,
  problemSchema,
  type RefundOrder,
  refundOrderSchema,
} from '@holdfast/contracts';
import { type Execution, IdempotencyKey, Idempotent, type IdempotentRequest } from '@holdfast/idempotency';
import { Public } from '@holdfast/service-defaults';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';
import { orderNotFound } from '../order/order.errors.ts';
import { RefundOrderHandler } from './refund-order.handler.ts';

@ApiTags('orders')
@Public()
@Controller('orders')
export class RefundOrderController {
  constructor(private readonly handler: RefundOrderHandler) {}

  @Post(':orderId/refunds')
  @RouteConfig({ bodyMayBeEmpty: true })
  @Idempotent({ scope: 'public' })
  @ApiOperation({ summary: 'Refund all that was paid for an order, once' })
  @ApiParam({ name: 'orderId', type: String })
  @ApiBody({ required: false })
  @ApiResponse({
    status: 201,
    description: 'refunded, or being settled in the background',
    standardSchema: orderRefundSchema,
  })
  @ApiResponse({ status: 404, description: 'order_not_found', standardSchema: problemSchema })
  @ApiResponse({
    status: 409,
    description: 'order_not_refundable or idempotency_in_flight',
    standardSchema: problemSchema,
  })
  refund(
    @IdempotencyKey() request: IdempotentRequest,
    @Param('orderId') orderId: string,
    @Body({ schema: refundOrderSchema }) body: RefundOrder,
  ): Promise<Execution> {
    if (!orderIdSchema.safeParse(orderId).success) throw orderNotFound();
    return this.handler.refund(request, { ...body, orderId });
  }
}
