import {
  type Reconcile,
  reconcileSchema,
  type Reconciliation,
  reconciliationSchema,
} from '@holdfast/contracts';
import { NoKeyRequired } from '@holdfast/idempotency';
import { Needs } from '@holdfast/service-defaults';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ReconcileOrdersHandler } from './reconcile-orders.handler.ts';

@ApiTags('reconciliation')
@Needs('reconcile')
@Controller('reconciliations')
export class ReconcileOrdersController {
  constructor(private readonly handler: ReconcileOrdersHandler) {}

  @Post()
  @HttpCode(200)
  @NoKeyRequired('each repair takes effect once')
  @ApiOperation({ summary: 'Compare a page of the ledgers of Stripe, payments and checkout' })
  @ApiResponse({ status: 200, standardSchema: reconciliationSchema })
  compare(@Body({ schema: reconcileSchema }) { since, until, ...rest }: Reconcile): Promise<Reconciliation> {
    return this.handler.page({ ...rest, since: new Date(since), until: new Date(until) });
  }
}
