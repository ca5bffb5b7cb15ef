/** Payments as a DBOS workflow of the order's ID, which is its idempotency key at Stripe too. */
import { DBOS } from '@dbos-inc/dbos-sdk';
import { Needs, runProgram } from '@holdfast/service-defaults';
import { Body, Controller, Post } from '@nestjs/common';
import pg from 'pg';
import { transaction } from './data-source.ts';
import { readNaiveConfig } from '../naive/naive.config.ts';
import { type Charge, chargeSchema, newPayment, type Payment } from '../naive/payment.ts';
import { insertPayment, updatePayment } from '../naive/payment.statements.ts';
import { aPool, serveNaive } from '../naive/serve.ts';
import { StripeClient } from '../naive/stripe.client.ts';
import { WebhookController } from '../naive/webhook.controller.ts';
import { launchDbos, retried } from './launch.ts';

let stripe: StripeClient;

const createPayment = DBOS.registerWorkflow(
  async (payment: Payment): Promise<Payment> => {
    await transaction('insert', (client) => insertPayment(client, payment));
    const charge = () => stripe.charge(payment, payment.orderId);
    const ended = { ...payment, ...(await DBOS.runStep(charge, { name: 'charge', ...retried })) };
    await transaction('update', (client) => updatePayment(client, ended));
    return ended;
  },
  { name: 'create-payment' },
);

@Needs('charge')
@Controller('payments')
class PaymentsController {
  @Post()
  async charge(@Body({ schema: chargeSchema }) charge: Charge): Promise<Payment> {
    const workflowID = `payment-of-${charge.orderId}`;
    const handle = await DBOS.startWorkflow(createPayment, { workflowID })(newPayment(charge));
    return handle.getResult();
  }
}

runProgram(async () => {
  const config = readNaiveConfig('payments');
  stripe = new StripeClient(config);
  const pool = aPool(config.DATABASE_URL);
  await launchDbos('payments', pool, config.DATABASE_URL);
  await serveNaive({
    name: 'payments',
    config,
    controllers: [PaymentsController, WebhookController],
    providers: [
      { provide: pg.Pool, useValue: pool },
      { provide: StripeClient, useValue: stripe },
    ],
    closers: [() => DBOS.shutdown()],
  });
});
