import { orderIdSchema, OrderTokens } from '@holdfast/contracts';
import { type ResponsePresenter, type StoredResponse } from '@holdfast/idempotency';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';

const namesOrder = z.looseObject({ orderId: orderIdSchema });

/** Adds the order's token when the response is sent, so that no stored response contains one. */
@Injectable()
export class OrderTokenPresenter implements ResponsePresenter {
  constructor(private readonly tokens: OrderTokens) {}

  present(response: StoredResponse): StoredResponse {
    const body: unknown = JSON.parse(response.body.toString());
    const order = namesOrder.safeParse(body);
    if (!order.success) return response;
    const accessToken = this.tokens.of(order.data.orderId);
    return { ...response, body: JSON.stringify({ ...order.data, accessToken }) };
  }
}
