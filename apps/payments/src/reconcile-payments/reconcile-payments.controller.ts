import {
  type Reconcile,
  reconcileSchema,
  type Reconciliation,
  reconciliationSchema,
} from '@holdfast/contracts';
import { NoKeyRequired } from '@holdfast/idempotency';
import { Needs, Refuses } from '@holdfast/service-defaults';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { paymentErrors } from '../payment/payment.errors.ts';
import { ReconcilePaymentsHandler } from './reconcile-payments.handler.ts';

@ApiTags('reconciliation')
@Needs('reconcile')
@Controller('reconciliations')
export class ReconcilePaymentsController {
  constructor(private readonly handler: ReconcilePaymentsHandler) {}

  @Post()
  @HttpCode(200)
  @NoKeyRequired('each repair takes effect once')
  @ApiOperation({ summary: 'Compare a page of Stripe charges, refunds and disputes with payments' })
  @ApiResponse({ status: 200, standardSchema: reconciliationSchema })
  @Refuses(paymentErrors.providerUnavailable)
  compare(@Body({ schema: reconcileSchema }) { since, until, ...rest }: Reconcile): Promise<Reconciliation> {
    return this.handler.page({ ...rest, since: new Date(since), until: new Date(until) });
  }
}
