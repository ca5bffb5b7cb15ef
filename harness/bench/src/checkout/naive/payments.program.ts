/** Payments as on day one: INSERT, Stripe's SDK, UPDATE. */
import { Needs, runProgram } from '@holdfast/service-defaults';
import { Body, Controller, Inject, Post } from '@nestjs/common';
import pg from 'pg';
import { readNaiveConfig } from './naive.config.ts';
import { type Charge, chargeSchema, newPayment, type Payment } from './payment.ts';
import { insertPayment, updatePayment } from './payment.statements.ts';
import { aPool, serveNaive } from './serve.ts';
import { StripeClient } from './stripe.client.ts';
import { WebhookController } from './webhook.controller.ts';

@Needs('charge')
@Controller('payments')
class PaymentsController {
  constructor(
    @Inject(pg.Pool) private readonly pool: pg.Pool,
    @Inject(StripeClient) private readonly stripe: StripeClient,
  ) {}

  @Post()
  async charge(@Body({ schema: chargeSchema }) charge: Charge): Promise<Payment> {
    const payment = newPayment(charge);
    await insertPayment(this.pool, payment);
    const ended = { ...payment, ...(await this.stripe.charge(payment)) };
    await updatePayment(this.pool, ended);
    return ended;
  }
}

runProgram(async () => {
  const config = readNaiveConfig('payments');
  const pool = aPool(config.DATABASE_URL);
  await serveNaive({
    name: 'payments',
    config,
    controllers: [PaymentsController, WebhookController],
    providers: [
      { provide: pg.Pool, useValue: pool },
      { provide: StripeClient, useValue: new StripeClient(config) },
    ],
    closers: [() => pool.end()],
  });
});
