/** Checkout as a DBOS workflow, whose ID is the idempotency key. Each of its steps is checkpointed. */
import { DBOS } from '@dbos-inc/dbos-sdk';
import { type PlaceOrder, placeOrderSchema } from '@holdfast/contracts';
import { Public, runProgram } from '@holdfast/service-defaults';
import { Body, Controller, Headers, HttpException, Post } from '@nestjs/common';
import { transaction } from './data-source.ts';
import { Messages } from '../naive/messages.ts';
import { readNaiveConfig } from '../naive/naive.config.ts';
import { newOrder, type Order } from '../naive/order.ts';
import { insertOrder, updateOrder } from '../naive/order.statements.ts';
import { chargeOf, PaymentsClient } from '../naive/payments.client.ts';
import { aPool, serveNaive } from '../naive/serve.ts';
import { launchDbos, retried } from './launch.ts';

const unprocessable = 422;
const paymentRequired = 402;

let payments: PaymentsClient;
let messages: Messages;

const placeOrder = DBOS.registerWorkflow(
  async (order: Order, paymentMethod: string): Promise<Order> => {
    await transaction('insert', (client) => insertOrder(client, order));
    const charge = () => payments.charge(chargeOf(order, paymentMethod));
    const { status, paymentId } = await DBOS.runStep(charge, { name: 'charge', ...retried });
    const ended: Order = { ...order, status: status === 'succeeded' ? 'paid' : 'payment_failed', paymentId };
    await transaction('update', (client) => updateOrder(client, ended));
    // A repeated step adds no second job while the first one is there.
    const notify = () => messages.orderPaid(ended, ended.orderId);
    if (ended.status === 'paid') await DBOS.runStep(notify, { name: 'notify', ...retried });
    return ended;
  },
  { name: 'place-order' },
);

@Public()
@Controller('checkouts')
class CheckoutController {
  @Post()
  async place(
    @Headers('idempotency-key') workflowID: string,
    @Body({ schema: placeOrderSchema }) command: PlaceOrder,
  ): Promise<Order> {
    const order = newOrder(command);
    if (order === undefined) throw new HttpException('Unknown product', unprocessable);
    const handle = await DBOS.startWorkflow(placeOrder, { workflowID })(order, command.paymentMethod ?? '');
    const ended = await handle.getResult();
    if (ended.status !== 'paid') throw new HttpException('Card declined', paymentRequired);
    return ended;
  }
}

runProgram(async () => {
  const config = readNaiveConfig('checkout');
  payments = new PaymentsClient(config);
  messages = new Messages(config.QUEUE_URL);
  await launchDbos('checkout', aPool(config.DATABASE_URL), config.DATABASE_URL);
  const closers = [() => DBOS.shutdown(), () => messages.close()];
  await serveNaive({ name: 'checkout', config, controllers: [CheckoutController], closers });
});
