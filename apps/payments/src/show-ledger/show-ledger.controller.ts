import { type LedgerPage, ledgerPageSchema, type LedgerQuery, ledgerQuerySchema } from '@holdfast/contracts';
import { Needs } from '@holdfast/service-defaults';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { ShowLedgerHandler } from './show-ledger.handler.ts';

@ApiTags('reconciliation')
@Needs('ledger')
@Controller('ledger')
export class ShowLedgerController {
  constructor(private readonly handler: ShowLedgerHandler) {}

  @Get()
  @ApiOperation({ summary: 'List the payments of a period, or of some orders, with their refunds' })
  @ApiQuery({ name: 'since', type: String, required: false })
  @ApiQuery({ name: 'until', type: String, required: false })
  @ApiQuery({ name: 'after', type: String, required: false, description: 'The next of the page before.' })
  @ApiQuery({
    name: 'orderIds',
    type: String,
    required: false,
    description: 'In place of a period: up to 100, with commas.',
  })
  @ApiOkResponse({ standardSchema: ledgerPageSchema })
  list(@Query({ schema: ledgerQuerySchema }) query: LedgerQuery): Promise<LedgerPage> {
    return this.handler.list(query);
  }
}
