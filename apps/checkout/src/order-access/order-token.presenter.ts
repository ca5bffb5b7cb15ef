import { orderIdSchema, OrderTokens } from '@holdfast/contracts';
import { type Answer, type AnswerPresenter } from '@holdfast/idempotency';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';

const namesOrder = z.looseObject({ orderId: orderIdSchema });

/** Adds the order's token on the way out, so that no stored answer holds one. */
@Injectable()
export class OrderTokenPresenter implements AnswerPresenter {
  constructor(private readonly tokens: OrderTokens) {}

  present(answer: Answer): Answer {
    const body: unknown = JSON.parse(answer.body.toString());
    const order = namesOrder.safeParse(body);
    if (!order.success) return answer;
    const accessToken = this.tokens.of(order.data.orderId);
    return { ...answer, body: JSON.stringify({ ...order.data, accessToken }) };
  }
}
