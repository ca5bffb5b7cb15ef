import {
  type OrderHistory,
  orderHistorySchema,
  orderIdSchema,
  orderSchema,
  type OrderView,
} from '@holdfast/contracts';
import { Public, Refuses, TakesOtherTokens } from '@holdfast/service-defaults';
import { Controller, Get, Param, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { asOf } from '../order/as-of.ts';
import { OrderEventEntity } from '../order/order-event.entity.ts';
import { OrderEntity } from '../order/order.entity.ts';
import { orderErrors, orderNotFound } from '../order/order.errors.ts';
import { orderView } from '../order/order.ts';
import { orderAccessErrors } from '../order-access/order-access.errors.ts';
import { OrderAccessGuard } from '../order-access/order-access.guard.ts';

@ApiTags('orders')
@ApiBearerAuth('orderToken')
@ApiSecurity('apiKey', ['read'])
@Public()
@TakesOtherTokens()
@UseGuards(OrderAccessGuard)
@Controller('orders')
export class ShowOrderController {
  constructor(
    @InjectRepository(OrderEntity) private readonly orders: Repository<OrderEntity>,
    @InjectRepository(OrderEventEntity) private readonly events: Repository<OrderEventEntity>,
  ) {}

  @Get(':orderId')
  @ApiOperation({ summary: 'Show an order' })
  @ApiOkResponse({ standardSchema: orderSchema })
  @Refuses(orderAccessErrors.required, orderErrors.notFound)
  async order(@Param('orderId') orderId: string): Promise<OrderView> {
    const order = (await this.find(orderId)).toOrder();
    return orderView(asOf(order, new Date()));
  }

  @Get(':orderId/history')
  @ApiOperation({ summary: "List an order's history, oldest first" })
  @ApiOkResponse({ standardSchema: orderHistorySchema })
  @Refuses(orderAccessErrors.required, orderErrors.notFound)
  async history(@Param('orderId') orderId: string): Promise<OrderHistory> {
    await this.find(orderId);
    const events = await this.events.find({ where: { orderId }, order: { eventId: 'ASC' } });
    return { events: events.map(({ at, type, text }) => ({ at: at.toISOString(), type, text })) };
  }

  private async find(orderId: string): Promise<OrderEntity> {
    const isId = orderIdSchema.safeParse(orderId).success;
    const order = isId ? await this.orders.findOneBy({ orderId }) : null;
    if (order === null) throw orderNotFound();
    return order;
  }
}
