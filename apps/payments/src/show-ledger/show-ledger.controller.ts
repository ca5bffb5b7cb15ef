import { type LedgerPage, ledgerPageSchema, type LedgerQuery, ledgerQuerySchema } from '@holdfast/contracts';
import { Holder, type KeyHolder, Needs } from '@holdfast/service-defaults';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { ShowLedgerHandler } from './show-ledger.handler.ts';

@ApiTags('reconciliation')
@Needs('ledger')
@Controller('ledger')
export class ShowLedgerController {
  constructor(private readonly handler: ShowLedgerHandler) {}

  @Get()
  @ApiOperation({
    summary:
      'List the payments that were created or settled in a period, or those of given orders, with their refunds',
  })
  @ApiQuery({ name: 'since', type: String, required: false })
  @ApiQuery({ name: 'until', type: String, required: false })
  @ApiQuery({ name: 'after', type: String, required: false, description: '`next` of the previous page' })
  @ApiQuery({
    name: 'orderIds',
    type: String,
    required: false,
    description: 'Up to 100 order IDs, comma-separated, instead of a period',
  })
  @ApiOkResponse({ standardSchema: ledgerPageSchema })
  list(
    @Holder() { caller }: KeyHolder,
    @Query({ schema: ledgerQuerySchema }) query: LedgerQuery,
  ): Promise<LedgerPage> {
    return this.handler.list(query, caller);
  }
}
