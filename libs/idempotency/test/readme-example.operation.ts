import {
  callNext,
  complete,
  IdempotencyKey,
  IdempotencyKeys,
  Idempotent,
  type IdempotentRequest,
  jsonResponse,
  type Operation,
  phase,
} from '../src/index.ts';
import { Needs } from '@holdfast/service-defaults';
import { Body, Controller, Post } from '@nestjs/common';
import { charge, type Order, orderSchema } from './readme-example.fixture.ts';
import { paid, placed } from './readme-example.rows.ts';

const pay = phase<Order, string>({
  name: 'pay', // the recovery point
  call: ({ amountMinor }, { key }) => charge(amountMinor, key), // no lock and no connection is held
  then: (receipt, order) => complete(jsonResponse(201, { receipt }), [paid(order, receipt)]), // commit 2
});

const placeOrder: Operation<Order> = {
  name: 'place-order',
  phases: [pay],
  begin: (order) => callNext(pay, order, [placed(order)]), // commit 1
};

@Needs('charge')
@Controller('orders')
export class OrderController {
  constructor(private readonly keys: IdempotencyKeys) {
    keys.register(placeOrder); // completes what a crashed process left behind, without a client
  }

  @Post()
  @Idempotent()
  place(@Body({ schema: orderSchema }) command: Order, @IdempotencyKey() request: IdempotentRequest) {
    return this.keys.execute(request, placeOrder, command);
  }
}
