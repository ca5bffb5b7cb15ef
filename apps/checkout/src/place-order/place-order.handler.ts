import { type PlaceOrder } from '@holdfast/contracts';
import {
  type Ending,
  type Execution,
  IdempotencyKeys,
  type IdempotentRequest,
  jsonAnswer,
  type Operation,
  problemAnswer,
} from '@holdfast/idempotency';
import { OutboxRelay } from '@holdfast/messaging';
import { Injectable } from '@nestjs/common';
import { paymentRefused } from '../order/order.errors.ts';
import {
  anOrderFrom,
  type Order,
  orderView,
  type PaymentResult,
  pendingNotice,
  settle,
  type Uncertain,
} from '../order/order.ts';
import { insertOrder, markPending, settleOrder } from '../order/order.writes.ts';
import { paymentRequest, PaymentsClient } from '../payments-client/payments.client.ts';
import { priceCart } from './price-cart.ts';

interface Input {
  readonly order: Order;
  readonly paymentRequest: string;
}

@Injectable()
export class PlaceOrderHandler {
  constructor(
    private readonly keys: IdempotencyKeys,
    private readonly payments: PaymentsClient,
    private readonly relay: OutboxRelay,
  ) {
    keys.register(this.operation);
  }

  async place(request: IdempotentRequest, command: PlaceOrder): Promise<Execution> {
    const execution = await this.keys.execute(request, this.operation, command);
    this.relay.wake();
    return execution;
  }

  private get operation(): Operation<PlaceOrder, Input, PaymentResult | Uncertain> {
    return {
      name: 'place-order',
      begin: (command) => {
        const order = anOrderFrom(command, priceCart(command), new Date());
        const { orderId, total: amount } = order;
        const toSend = paymentRequest({ orderId, amount, paymentMethod: command.paymentMethod });
        return { input: { order, paymentRequest: toSend }, writes: insertOrder(order, toSend) };
      },
      call: (input, operationId) => this.payments.charge(input.paymentRequest, operationId),
      finish: (result, { order }) =>
        result.kind === 'uncertain' ? acceptedPending(order) : settled(order, result),
    };
  }
}

function settled(order: Order, result: PaymentResult): Ending {
  const answer =
    result.kind === 'paid'
      ? jsonAnswer(201, orderView(settle(order, result)), { location: `/orders/${order.orderId}` })
      : problemAnswer(paymentRefused(order, result), '/checkouts');
  return { answer, isFinal: true, writes: settleOrder(order, result, 'ending', new Date()) };
}

/** Not stored: the next request with this key asks payments again and may get the final answer. */
function acceptedPending(order: Order): Ending {
  const answer = jsonAnswer(202, orderView({ ...order, notice: pendingNotice }), {
    location: `/orders/${order.orderId}`,
  });
  return { answer, isFinal: false, writes: markPending(order) };
}
