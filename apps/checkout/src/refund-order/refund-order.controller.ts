import {
  orderIdSchema,
  orderRefundSchema,
  problemSchema,
  type RefundOrder,
  refundOrderSchema,
} from '@holdfast/contracts';
import { type Execution, IdempotencyKey, Idempotent, type IdempotentRequest } from '@holdfast/idempotency';
import { Public, Refuses, TakesOtherTokens } from '@holdfast/service-defaults';
import { Body, Controller, Ip, Param, Post, UseGuards } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiSecurity,
  ApiTags,
} from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';
import { type FastifyRequest } from 'fastify';
import { orderErrors, orderNotFound } from '../order/order.errors.ts';
import { orderAccessErrors } from '../order-access/order-access.errors.ts';
import { Access, OrderAccessGuard } from '../order-access/order-access.guard.ts';
import { type OrderAccess } from '../order-access/order-access.ts';
import { RefundOrderHandler } from './refund-order.handler.ts';

/** Keys are scoped to the order, so customers cannot collide with each other's keys. */
const customerOf = ({ params }: FastifyRequest): string => `order:${(params as { orderId: string }).orderId}`;

@ApiTags('orders')
@ApiBearerAuth('orderToken')
@ApiSecurity('apiKey', ['read', 'refund'])
@Public()
@TakesOtherTokens()
@UseGuards(OrderAccessGuard)
@Controller('orders')
export class RefundOrderController {
  constructor(private readonly handler: RefundOrderHandler) {}

  @Post(':orderId/refunds')
  @RouteConfig({ bodyMayBeEmpty: true })
  @Idempotent({ scope: customerOf })
  @ApiOperation({ summary: 'Refund an order or a part of it, once' })
  @ApiParam({ name: 'orderId', type: String })
  @ApiBody({ required: false })
  @ApiResponse({
    status: 201,
    description: 'Refunded, or accepted and still being processed',
    standardSchema: orderRefundSchema,
  })
  @Refuses(
    orderAccessErrors.required,
    orderAccessErrors.needsOperator,
    orderErrors.notFound,
    orderErrors.notRefundable,
    orderErrors.refundExceedsRemaining,
  )
  @ApiResponse({
    status: 429,
    description: 'too_many_attempts: nothing ran, and nothing was stored',
    standardSchema: problemSchema,
  })
  refund(
    @IdempotencyKey() request: IdempotentRequest,
    @Param('orderId') orderId: string,
    @Access() access: OrderAccess,
    @Body({ schema: refundOrderSchema }) body: RefundOrder,
    @Ip() address: string,
  ): Promise<Execution> {
    if (!orderIdSchema.safeParse(orderId).success) throw orderNotFound();
    return this.handler.refund(request, { ...body, orderId, access, address });
  }
}
