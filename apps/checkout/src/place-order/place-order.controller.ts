import {
  placedOrderSchema,
  type PlaceOrder,
  placeOrderSchema,
  problemSchema,
  unpaidOrderProblemSchema,
} from '@holdfast/contracts';
import { type Execution, IdempotencyKey, Idempotent, type IdempotentRequest } from '@holdfast/idempotency';
import { Public, Refuses } from '@holdfast/service-defaults';
import { Body, Controller, Ip, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { orderErrors } from '../order/order.errors.ts';
import { OrderTokenPresenter } from '../order-access/order-token.presenter.ts';
import { PlaceOrderHandler } from './place-order.handler.ts';

@ApiTags('checkouts')
@Public()
@Controller('checkouts')
export class PlaceOrderController {
  constructor(private readonly handler: PlaceOrderHandler) {}

  @Post()
  @Idempotent({ scope: 'public', presenter: OrderTokenPresenter })
  @ApiOperation({ summary: 'Place an order and charge it, once per key' })
  @ApiResponse({ status: 201, description: 'Charged', standardSchema: placedOrderSchema })
  @ApiResponse({
    status: 202,
    description:
      'Order accepted; its payment is still being processed, or the bank wants a confirmation: send the customer to nextAction.url',
    standardSchema: placedOrderSchema,
  })
  @ApiResponse({ status: 402, description: 'card_declined', standardSchema: unpaidOrderProblemSchema })
  @Refuses(
    orderErrors.priceChanged,
    orderErrors.productUnknown,
    orderErrors.paymentRefused,
    orderErrors.methodInvalid,
  )
  @ApiResponse({
    status: 429,
    description: 'too_many_attempts: nothing ran, and nothing was stored',
    standardSchema: problemSchema,
  })
  @ApiResponse({
    status: 503,
    description:
      'payments_unavailable: the provider rejects the shop, and nothing was charged; retry with the same key',
    standardSchema: problemSchema,
  })
  place(
    @IdempotencyKey() request: IdempotentRequest,
    @Body({ schema: placeOrderSchema }) command: PlaceOrder,
    @Ip() address: string,
  ): Promise<Execution> {
    return this.handler.place(request, { ...command, address });
  }
}
