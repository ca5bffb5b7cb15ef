import { type PlaceOrder, placeOrderSchema } from '@holdfast/contracts';
import { DBOS } from '@dbos-inc/dbos-sdk';
import { Needs } from '@holdfast/service-defaults';
import { Body, Controller, Headers, Module, Post } from '@nestjs/common';
import { newOrder, type Order, paid } from '../order/order.ts';
import { insertOrder, markPaid } from '../order/order.statements.ts';
import { type PaymentProvider } from '../provider/payment-provider.client.ts';
import { aPool, serve } from '../server/serve.ts';
import { transaction, useDataSource } from './dbos.data-source.ts';

let provider: PaymentProvider;

const placeOrder = DBOS.registerWorkflow(
  async (order: Order): Promise<Order> => {
    await transaction('insert', (client) => insertOrder(client, order));
    return order;
  },
  { name: 'place-order' },
);

const checkOut = DBOS.registerWorkflow(
  async (order: Order): Promise<Order> => {
    await transaction('insert', (client) => insertOrder(client, order));
    const charge = (): Promise<string> => provider.charge(order.orderId, order.totalMinor);
    const paymentId = await DBOS.runStep(charge, { name: 'charge' });
    await transaction('mark paid', (client) => markPaid(client, order.orderId, paymentId));
    return paid(order, paymentId);
  },
  { name: 'check-out' },
);

/**
 * DBOS workflows; the idempotency key is the workflow's ID, so a second request gets the first one's result.
 */
@Needs('charge')
@Controller()
class DbosController {
  @Post('orders')
  place(@Headers('idempotency-key') key: string, @Body({ schema: placeOrderSchema }) command: PlaceOrder) {
    return resultOf(placeOrder, key, command);
  }

  @Post('checkouts')
  checkOut(@Headers('idempotency-key') key: string, @Body({ schema: placeOrderSchema }) command: PlaceOrder) {
    return resultOf(checkOut, key, command);
  }
}

async function resultOf(
  workflow: typeof placeOrder,
  workflowID: string,
  command: PlaceOrder,
): Promise<Order> {
  const handle = await DBOS.startWorkflow(workflow, { workflowID })(newOrder(command));
  return handle.getResult();
}

@Module({})
class DbosModule {}

serve('dbos', async (deps) => {
  provider = deps.provider;
  useDataSource(deps.pool);
  const systemDatabaseUrl = deps.config.DATABASE_URL;
  DBOS.setConfig({
    name: 'bench',
    systemDatabaseUrl,
    systemDatabasePool: aPool(systemDatabaseUrl),
    logLevel: 'error',
    applicationVersion: '1',
  });
  await DBOS.launch();
  return { module: DbosModule, controllers: [DbosController] };
});
